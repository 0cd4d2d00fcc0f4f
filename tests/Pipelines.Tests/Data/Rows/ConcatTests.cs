namespace Pipelines.Tests;

[TestFixture]
public sealed class ConcatTests
{
    private static DataCatalog Data => Contexts.Data;

    [Test]
    public void RowsFollowEachOther([Values] bool streams)
    {
        (int Start, int Count)[] parts = [(0, 0), (0, 5), (5, 0), (5, 300), (305, 1), (9, 0)];
        var views = Array.ConvertAll(parts, part => Part(part.Start, part.Count, streams));
        var all = Data.Concat(views);
        Assert.That(all.GetColumn<int>("I4"), Is.EqualTo(Enumerable.Range(0, 306)));
        ViewAssert.KeepsPromises(all);
        Assert.That(all.CanShuffle, Is.EqualTo(!streams));
        Assert.That(all.GetRowCount(), streams ? Is.Null : Is.EqualTo(306));
    }

    [Test]
    public void ListsAndCachesPutTogetherPartition()
    {
        var all = Data.Concat(Part(0, 40, false), Data.Cache(Part(40, 40, true)));
        ViewAssert.KeepsPromises(all);
        Assert.That(all.GetRowCursorSet(all.Schema, 4), Has.Length.EqualTo(4));
        ViewAssert.KeepsPromises(Data.ShuffleRows(Data.TakeRows(all, 50), 3));
        ViewAssert.KeepsPromises(Data.Concat(all, Part(80, 10, true), all));
    }

    [Test]
    public void RowsOfTheSameViewTwiceHaveDifferentIds()
    {
        var view = Part(0, 5, false);
        Assert.That(ViewAssert.Rows(Data.Concat(view, view)), Is.Unique);
    }

    [Test]
    public void ColumnsMayComeInAnotherOrder()
    {
        var all = Data.Concat(Data.LoadFromEnumerable([new { A = 1, B = "x" }]), Data.LoadFromEnumerable([new { B = "y", A = 2 }]));
        Assert.That(all.GetColumn<int>("A"), Is.EqualTo([1, 2]));
        Assert.That(all.GetColumn<string>("B"), Is.EqualTo(["x", "y"]));
    }

    [Test]
    public void TheFirstDifferenceIsNamed()
    {
        var view = Data.LoadFromEnumerable([new { A = 1, B = "x" }]);
        Assert.That(
            () => Data.Concat(view, Data.LoadFromEnumerable([new { A = 1 }])),
            Throws.TypeOf<SchemaException>().With.Message.Contains("view 1").And.Message.Contains("no column 'B'"));
        Assert.That(
            () => Data.Concat(view, view, Data.LoadFromEnumerable([new { A = 1L, B = "x" }])),
            Throws.TypeOf<SchemaException>().With.Message.Contains("view 2").And.Message.Contains("Int64").And.Message.Contains("Int32"));
        Assert.That(
            () => Data.Concat(view, Data.LoadFromEnumerable([new { A = 1, B = "x", C = 2 }])),
            Throws.TypeOf<SchemaException>().With.Message.Contains("column 'C'"));
        Assert.That(() => Data.Concat(), Throws.ArgumentException);
    }

    [Test]
    public void WhatTheViewsSayOfAColumnMustAgree()
    {
        var words = Annotated(("Words", new[] { "a", "b" }), ("Unit", "cm"));
        var all = Data.Concat(words, Annotated(("Words", new[] { "a", "b" })));
        Assert.That(all.Schema["A"].Annotations.Kinds, Is.EqualTo(["Words"]), "what only some of them say is dropped");
        Assert.That(
            () => Data.Concat(words, Annotated(("Words", new[] { "a", "c" }))),
            Throws.TypeOf<SchemaException>().With.Message.Contains("another Words annotation on column 'A'"));
    }

    private static IDataView Annotated(params (string Kind, object Value)[] annotations)
    {
        var all = DataViewSchema.Annotations.Empty;
        foreach (var (kind, value) in annotations)
            all = all.With(kind, value);
        return Data.LoadFromRows(new DataViewSchema.Builder().AddColumn("A", NumberDataViewType.Int32, all).ToSchema(), [[1]]);
    }

    private static IDataView Part(int start, int count, bool stream)
    {
        var rows = Enumerable.Range(start, count).Select(EveryKind.Number).ToList();
        return Data.LoadFromEnumerable(stream ? rows.Where(_ => true) : rows);
    }
}
