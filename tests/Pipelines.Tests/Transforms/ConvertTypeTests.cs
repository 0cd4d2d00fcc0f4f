using Pipelines.Testing;

namespace Pipelines.Tests;

[TestFixture]
public class ConvertTypeTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void SetUp() => _context = PipelineContext.Create();

    [TearDown]
    public void TearDown() => _context.Dispose();

    [Test]
    public void Numbers_become_other_numbers()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Convert<int, float>(DataKind.Single, 1, -2), Is.EqualTo([1f, -2f]));
            Assert.That(Convert<double, long>(DataKind.Int64, 1e15, -3), Is.EqualTo([1_000_000_000_000_000L, -3L]));
            Assert.That(Convert<ulong, byte>(DataKind.Byte, 0, 255), Is.EqualTo(new byte[] { 0, 255 }));
            Assert.That(Convert<double, float>(DataKind.Single, 0.1, double.NaN, double.PositiveInfinity),
                Is.EqualTo([0.1f, float.NaN, float.PositiveInfinity]));
            Assert.That(Convert<short, double>(DataKind.Double, -5), Is.EqualTo([-5.0]));
        });
    }

    [Test]
    public void Text_becomes_numbers_and_numbers_text()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Convert<string, int>(DataKind.Int32, "12", " -7 "), Is.EqualTo([12, -7]));
            Assert.That(Convert<string, double>(DataKind.Double, "1.5e3", "", "NaN"), Is.EqualTo([1500, double.NaN, double.NaN]));
            Assert.That(Convert<double, string>(DataKind.String, 0.1, -1e300), Is.EqualTo(["0.1", "-1E+300"]));
            Assert.That(Convert<sbyte, string>(DataKind.String, -1), Is.EqualTo(["-1"]));
        });
    }

    [Test]
    public void Vectors_are_converted_item_by_item()
    {
        var data = new TestView().Add("In", [1, 2], [3, 4]);

        var converted = _context.Transforms.ConvertType("In", outputKind: DataKind.Single).Fit(data).Transform(data);

        Assert.That(converted.Schema["In"].Type, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Single, 2)));
        Assert.That(converted.GetColumn<float[]>("In"), Is.EqualTo(new float[][] { [1, 2], [3, 4] }));
    }

    [Test]
    public void Sparse_vectors_keep_what_is_not_stored()
    {
        var type = new VectorDataViewType(NumberDataViewType.Int32, 4);
        var data = new TestView().Add("In", type, [new VBuffer<int>(4, 1, [7], [2])], null);

        var converted = _context.Transforms.ConvertType("In", outputKind: DataKind.Double).Fit(data).Transform(data);

        Assert.That(converted.GetColumn<double[]>("In").Single(), Is.EqualTo(new double[] { 0, 0, 7, 0 }));
    }

    [Test]
    public void Values_that_do_not_fit_name_row_and_column()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Convert<string, int>(DataKind.Int32, "1", "x1"), Fails("row 1, column 'In': 'x1' is not a number from "
                + "-2147483648 to 2147483647"));
            Assert.That(() => Convert<string, int>(DataKind.Int32, ""), Fails("'' is not a number"));
            Assert.That(() => Convert<string, double>(DataKind.Double, "1,5"), Fails("'1,5' is not a number"));
            Assert.That(() => Convert<string, byte>(DataKind.Byte, "256"), Fails("'256' is not a number from 0 to 255"));
            Assert.That(() => Convert<int, sbyte>(DataKind.SByte, 128), Fails("128 is not an integer from -128 to 127"));
            Assert.That(() => Convert<int, uint>(DataKind.UInt32, -1), Fails("-1 is not an integer from 0"));
            Assert.That(() => Convert<float, int>(DataKind.Int32, 1.5f), Fails("1.5 is not an integer"));
            Assert.That(() => Convert<float, int>(DataKind.Int32, float.NaN), Fails("NaN is not an integer"));
            Assert.That(() => Convert<double, long>(DataKind.Int64, 9223372036854775808.0), Fails("is not an integer from"));
            Assert.That(() => Convert<double, float>(DataKind.Single, 1e300), Fails("1E+300 is too large for Single"));
        });
    }

    [Test]
    public void A_column_of_dates_cannot_be_converted() =>
        Assert.That(() => Convert<DateTime, int>(DataKind.Int32, DateTime.UnixEpoch),
            Throws.TypeOf<SchemaException>().With.Message.Contains("Only numbers and text"));

    private static NUnit.Framework.Constraints.Constraint Fails(string message) =>
        Throws.TypeOf<CellException>().With.Message.Contains(message);

    private List<TOut> Convert<TIn, TOut>(DataKind kind, params TIn[] values)
    {
        var data = values is string[] texts ? new TestView().Add("In", texts) : new TestView().Add("In", values);
        return [.. _context.Transforms.ConvertType("Out", "In", kind).Fit(data).Transform(data).GetColumn<TOut>("Out")];
    }
}
