namespace Pipelines.Tests;

[TestFixture]
public sealed class FilterRowsTests
{
    private static readonly EveryKind[] Rows = [.. Enumerable.Range(0, 60).Select(EveryKind.Number)];

    private static DataCatalog Data => Contexts.Data;

    private static IDataView List => Data.LoadFromEnumerable(Rows);

    [Test]
    public void APredicateChoosesRowsByAnyKindOfValue()
    {
        Assert.That(Numbers(Data.FilterRows<int>(List, "I4", n => n % 7 == 0)), Is.EqualTo(Where(r => r.I4 % 7 == 0)));
        Assert.That(Numbers(Data.FilterRows<string>(List, "Text", t => t.EndsWith('3'))), Is.EqualTo(Where(r => r.I4 % 10 == 3)));
        Assert.That(
            Numbers(Data.FilterRows<ReadOnlyMemory<char>>(List, "Text", t => t.Span[^1] == '3')),
            Is.EqualTo(Where(r => r.I4 % 10 == 3)));
        Assert.That(Numbers(Data.FilterRows<int[]>(List, "Pair", p => p[1] > 50)), Is.EqualTo(Where(r => r.I4 + 1 > 50)));
        Assert.That(
            Numbers(Data.FilterRows<VBuffer<int>>(List, "Pair", p => p.GetItemOrDefault(1) > 50)),
            Is.EqualTo(Where(r => r.I4 + 1 > 50)));
        Assert.That(Numbers(Data.FilterRows<float?>(List, "MaybeR4", x => x is not null)), Is.EqualTo(Where(r => r.I4 % 2 == 1)));
    }

    [Test]
    public void BoundsIncludeTheLowerOneAlone()
    {
        foreach (var column in (string[])["U1", "U2", "I4", "U4", "U8"])
            Assert.That(Numbers(Data.FilterRowsByColumn(List, column, 5, 9)), Is.EqualTo([5, 6, 7, 8]), column);
        foreach (var column in (string[])["I1", "I2", "I8"])
            Assert.That(Numbers(Data.FilterRowsByColumn(List, column, -8, -4)), Is.EqualTo([5, 6, 7, 8]), column);
        Assert.That(Numbers(Data.FilterRowsByColumn(List, "R4", 2.5, 4.5)), Is.EqualTo([5, 6, 7, 8]));
        Assert.That(Numbers(Data.FilterRowsByColumn(List, "R8", upperBound: 1)), Is.EqualTo([0, 1, 2]));
        Assert.That(Numbers(Data.FilterRowsByColumn(List, "I4", 57)), Is.EqualTo([57, 58, 59]));
    }

    [Test]
    public void NaNIsInNoRange() =>
        Assert.That(Numbers(Data.FilterRowsByColumn(List, "MaybeR4")), Is.EqualTo(Where(r => r.I4 % 2 == 1)));

    [Test]
    public void FilteredRowsKeepTheViewsPromisesAndTheirIds()
    {
        var filtered = Data.FilterRows<int>(List, "I4", n => n % 3 == 0);
        ViewAssert.KeepsPromises(filtered);
        ViewAssert.KeepsPromises(Data.FilterRowsByColumn(Data.LoadFromEnumerable(Rows.Where(_ => true)), "I4", 3, 20));
        Assert.That(ViewAssert.Rows(filtered), Is.SubsetOf(ViewAssert.Rows(List)));
        Assert.That(filtered.CanShuffle, Is.True);
        Assert.That(filtered.GetRowCursorSet(filtered.Schema, 3), Has.Length.EqualTo(3));
    }

    [Test]
    public void TheColumnFilteredByNeedNotBeAskedFor()
    {
        var filtered = Data.FilterRows<int>(List, "I4", n => n == 5);
        using var cursor = filtered.GetRowCursor([filtered.Schema["Text"]]);
        Assert.That(cursor.IsColumnActive(filtered.Schema["I4"]), Is.False);
        Assert.That(() => cursor.GetGetter<int>(filtered.Schema["I4"]), Throws.InvalidOperationException);
        Assert.That(filtered.GetColumn<string>("Text"), Is.EqualTo(["text 5"]));
    }

    [Test]
    public void MistakesAreErrorsBeforeAnyRowIsRead()
    {
        Assert.That(
            () => Data.FilterRows<int>(List, "Texxt", _ => true),
            Throws.TypeOf<SchemaException>().With.Message.Contains("Did you mean 'Text'"));
        Assert.That(() => Data.FilterRows<int>(List, "Text", _ => true), Throws.TypeOf<SchemaException>().With.Message.Contains("Int32"));
        Assert.That(() => Data.FilterRowsByColumn(List, "Text", 1, 2), Throws.TypeOf<SchemaException>().With.Message.Contains("numbers"));
        Assert.That(() => Data.FilterRowsByColumn(List, "I4", 2, 2), Throws.ArgumentException);
        Assert.That(() => Data.FilterRowsByColumn(List, "I4", double.NaN), Throws.ArgumentException);
    }

    [Test]
    public void AFailingPredicateIsReportedWithRowAndColumn()
    {
        var filtered = Data.FilterRows<string[]>(List, "Texts", texts => texts[0].Length > 0);
        Assert.That(
            () => ViewAssert.Rows(filtered),
            Throws.TypeOf<CellException>()
                .With.Property(nameof(CellException.Row)).Zero.And.Property(nameof(CellException.Column)).EqualTo("Texts"));
    }

    private static int[] Where(Func<EveryKind, bool> keep) => [.. Rows.Where(keep).Select(r => r.I4)];

    private static IEnumerable<int> Numbers(IDataView view) => view.GetColumn<int>("I4");
}
