using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>Labels and numbers of every type of column.</summary>
public class LabelReaderTests
{
    [Test]
    public void Labels_AreHowTheyAreWritten()
    {
        Assert.That(Texts(new TestView().Add("L", "b ", "a")), Is.EqualTo(new[] { "b", "a" }));
        Assert.That(Texts(new TestView().Add("L", -3L, 12L)), Is.EqualTo(new[] { "-3", "12" }));
        Assert.That(Texts(new TestView().Add<byte>("L", 0, 255)), Is.EqualTo(new[] { "0", "255" }));
        Assert.That(Texts(new TestView().Add("L", true, false)), Is.EqualTo(new[] { "1", "0" }));
        var key = new KeyDataViewType(typeof(uint), 3);
        Assert.That(Texts(new TestView().Add("L", key, new uint[] { 1, 3 }, null)), Is.EqualTo(new[] { "0", "2" }), "keys begin with 1");
        var missing = Assert.Throws<CellException>(() => Texts(new TestView().Add("L", key, new uint[] { 1, 0 }, null)))!;
        Assert.That(missing.Row, Is.EqualTo(1));
    }

    [Test]
    public void Numbers_AreOfAnyType()
    {
        Assert.That(Numbers(new TestView().Add("L", " 1.5 ", "-2")), Is.EqualTo(new[] { 1.5, -2 }));
        Assert.That(Numbers(new TestView().Add("L", 3, -4)), Is.EqualTo(new double[] { 3, -4 }));
        Assert.That(Numbers(new TestView().Add("L", 0.25, 1e3)), Is.EqualTo(new[] { 0.25, 1000 }));
        Assert.Throws<CellException>(() => Numbers(new TestView().Add("L", 1, double.PositiveInfinity)));
        Assert.Throws<CellException>(() => Numbers(new TestView().Add("L", 1, 1e300)), "beyond a float");
        Assert.Throws<CellException>(() => Numbers(new TestView().Add("L", "1", "")));
    }

    [Test]
    public void OtherColumns_AreRefused()
    {
        void Refused(TestView data, TextProblem problem) =>
            Assert.Throws<SchemaException>(() => LabelReader.Require(data.Schema, "L", problem));
        Refused(new TestView().Add("L", 0.5), TextProblem.SingleLabel);
        Refused(new TestView().Add("L", true), TextProblem.Regression);
        Refused(new TestView().Add("L", [1, 2], [3]), TextProblem.SingleLabel);
        Refused(new TestView().Add("L", [0.5f], [1f, 2f]), TextProblem.Regression);
        Refused(new TestView().Add("M", "a"), TextProblem.SingleLabel);
    }

    [Test]
    public void Order_DoesNotDependOnTheRows()
    {
        Assert.That(TextLabels.Sorted(["10", "9", "-1"]), Is.EqualTo(new[] { "-1", "9", "10" }));
        Assert.That(TextLabels.Sorted(["b", "10", "B", "9"]), Is.EqualTo(new[] { "10", "9", "B", "b" }));
    }

    private static string[] Texts(TestView data) => Read(data, TextProblem.SingleLabel, LabelReader.Texts);

    private static double[] Numbers(TestView data) => Read(data, TextProblem.Regression, LabelReader.Numbers);

    private static T[] Read<T>(TestView data, TextProblem problem, Func<DataViewRow, DataViewSchema.Column, Func<T>> start)
    {
        var column = LabelReader.Require(data.Schema, "L", problem);
        using var cursor = data.GetRowCursor([column]);
        var read = start(cursor, column);
        var values = new List<T>();
        while (cursor.MoveNext())
            values.Add(read());
        return [.. values];
    }
}
