using System.Text;

namespace Pipelines.Tests;

[TestFixture]
public sealed class LoadFromCsvTests
{
    private TempFolder _folder = null!;

    private static DataCatalog Data => Contexts.Data;

    [SetUp]
    public void SetUp() => _folder = new TempFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void AClassFindsItsColumnsInTheHeader()
    {
        var view = Data.LoadFromCsv<PassageRow>(Write("score,ID,other,Text\n0.5,1,x,\"a, \"\"b\"\"\nc\"\n\n,2,y,é😀\r\n"));
        Assert.That(view.GetColumn<string>("Id"), Is.EqualTo(["1", "2"]));
        Assert.That(view.GetColumn<string>("Text"), Is.EqualTo(["a, \"b\"\nc", "é😀"]));
        Assert.That(view.GetColumn<float?>("Score"), Is.EqualTo(new float?[] { 0.5f, null }));
        ViewAssert.KeepsPromises(view);
    }

    [Test]
    public void TypesAreInferred()
    {
        var path = Write(
            "text,small,large,real,rounded,flag,maybe,maybeFlag,code,mixed,none,huge\n" +
            "a,1,3000000000,1,16777217,true,5,TRUE,007,1,,123456789012345678901\n" +
            ",-5,1,.25,,False,,,012,true,,1\n");
        var view = Data.LoadFromCsv(path);
        Assert.That(
            view.Schema.ToString(),
            Is.EqualTo(
                "text: Text, small: Int32, large: Int64, real: Single, rounded: Double, flag: Boolean, maybe: Single, " +
                "maybeFlag: Text, code: Text, mixed: Text, none: Text, huge: Text"));
        Assert.That(ViewAssert.Rows(view)[1], Does.EndWith("||-5|1|0.25|NaN|False|NaN||012|true||1"));
        Assert.That(
            Data.LoadFromCsv(path, o => o.InferTypes = false).Schema.Select(c => c.Type),
            Has.All.SameAs(TextDataViewType.Instance));
        Assert.That(Data.LoadFromCsv(path, o => o.MissingAsDefault = true).GetColumn<int>("maybe"), Is.EqualTo([5, 0]));
    }

    [Test]
    public void TabsSeparateToo()
    {
        var path = Write("X\tY\n1\t2.5\n");
        Assert.That(Data.CreateEnumerable<PointRow>(Data.LoadFromTsv<PointRow>(path)), Is.EqualTo([new PointRow(1, 2.5)]));
        Assert.That(Data.LoadFromTsv(path).GetColumn<float>("Y"), Is.EqualTo([2.5f]));
    }

    [Test]
    public void SeparatorQuoteAndWhiteSpaceAreOptions()
    {
        var semicolons = Write("a;b\n 1 ;'x;y'\n");
        Assert.That(
            Data.LoadFromCsv(semicolons, o => (o.Separator, o.Quote, o.TrimWhitespace) = (';', '\'', true)).GetColumn<string>("b"),
            Is.EqualTo(["x;y"]));
        Assert.That(
            Data.LoadFromCsv(semicolons, o => (o.Separator, o.Quote, o.TrimWhitespace) = (';', '\'', true)).GetColumn<int>("a"),
            Is.EqualTo([1]));
        Assert.That(Data.LoadFromCsv(Write("a,b\n\"x,y\n"), o => o.AllowQuoting = false).GetColumn<string>("a"), Is.EqualTo(["\"x"]));
    }

    [Test]
    public void AFileMayHaveNoHeader()
    {
        var path = Write("1,2\n3,4\n");
        Assert.That(
            Data.CreateEnumerable<PointRow>(Data.LoadFromCsv<PointRow>(path, o => o.HasHeader = false)),
            Is.EqualTo([new PointRow(1, 2), new PointRow(3, 4)]));
        Assert.That(Data.LoadFromCsv(path, o => o.HasHeader = false).GetColumn<int>("Column1"), Is.EqualTo([2, 4]));
        Assert.That(
            Data.LoadFromCsv(path, o => (o.HasHeader, o.InferTypes) = (false, false)).GetColumn<string>("Column0"),
            Is.EqualTo(["1", "3"]));
        Assert.That(
            () => Data.LoadFromCsv<PassageRow>(path, o => o.HasHeader = false),
            Throws.TypeOf<SchemaException>().With.Message.Contains("2 fields"));
    }

    [Test]
    public void ASchemaCanBeGiven()
    {
        var schema = new DataViewSchema.Builder()
            .AddColumn("b", NumberDataViewType.Double)
            .AddColumn("a", TextDataViewType.Instance)
            .ToSchema();
        var view = Data.LoadFromCsv(Write("a,b,c\n1,2,3\n"), o => o.Schema = schema);
        Assert.That(ViewAssert.Rows(view).Single(), Does.EndWith("|2|1"));
    }

    [TestCase("X,Y\n1,2\none,2\n", 1, "X", "line 3, field 1: expected an integer", "found 'one'")]
    [TestCase("X,Y\n\n1,2\n1.5,2\n", 1, "X", "line 4", "found '1.5'")]
    [TestCase("X,Y\n1,\n,2\n", 1, "X", "line 3", "found nothing. Fill it in")]
    [TestCase("X,Y\n1,1e999\n", 0, "Y", "line 2, field 2: expected a number", "found '1e999'")]
    [TestCase("X,Y\n\"1\",\"a\nb\"\n", 0, "Y", "line 2", "found 'a\nb'")]
    public void AFieldOfAnotherKindIsReportedWithRowAndColumn(string text, int row, string column, string where, string found) =>
        Assert.That(
            () => ViewAssert.Rows(Data.LoadFromCsv<PointRow>(Write(text))),
            Throws.TypeOf<CellException>()
                .With.Property(nameof(CellException.Row)).EqualTo(row).And.Property(nameof(CellException.Column)).EqualTo(column)
                .And.Message.Contains(where).And.Message.Contains(found).And.Message.Contains(_folder.Path));

    [TestCase("X,Y\n1,2\n1\n", 3)]
    [TestCase("X,Y\n1,2\n1,2,3\n", 3)]
    [TestCase("X,Y\n1,2\n1,\"open\n", 3)]
    [TestCase("X,Y\n1,2\n1,a\"b\n", 3)]
    [TestCase("X,Y\n1,2\n1,\"a\"b\n", 3)]
    public void AMalformedRecordIsReportedWithItsLine(string text, int line) =>
        Assert.That(
            () => ViewAssert.Rows(Data.LoadFromCsv<PointRow>(Write(text))),
            Throws.TypeOf<DataFormatException>().With.Property(nameof(DataFormatException.Line)).EqualTo(line)
                .And.Message.Contains("Separator"));

    [Test]
    public void HeadersAreChecked()
    {
        Assert.That(
            () => Data.LoadFromCsv<PassageRow>(Write("Id,Txt,Score\n1,2,3\n")),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'Text'").And.Message.Contains("Did you mean 'Txt'"));
        Assert.That(
            () => Data.LoadFromCsv(Write("a,b,a\n1,2,3\n")),
            Throws.TypeOf<DataFormatException>().With.Message.Contains("'a' 2 times"));
        Assert.That(Data.LoadFromCsv(Write(",b\n1,2\n")).Schema.Select(c => c.Name), Is.EqualTo(["Column0", "b"]));
    }

    [Test]
    public void AnEmptyFileHasNoRowsButNothingToTakeColumnsFrom()
    {
        Assert.That(ViewAssert.Rows(Data.LoadFromCsv<PointRow>(Write(""))), Is.Empty);
        Assert.That(ViewAssert.Rows(Data.LoadFromCsv<PointRow>(Write("X,Y\n"))), Is.Empty);
        Assert.That(ViewAssert.Rows(Data.LoadFromCsv(Write("X,Y\n"))), Is.Empty);
        Assert.That(() => Data.LoadFromCsv(Write("")), Throws.TypeOf<DataFormatException>().With.Message.Contains("empty"));
    }

    [Test]
    public void BinaryFilesAreRefused()
    {
        Assert.That(
            () => Data.LoadFromCsv(_folder.Write("a.csv", [.. "a\n"u8, 0xFF, 0xFE, (byte)'\n'])),
            Throws.TypeOf<DataFormatException>().With.Message.Contains("0xFF"));
        Assert.That(
            () => Data.LoadFromCsv(_folder.Write("b.csv", [.. "a\nx"u8, 0, (byte)'\n'])),
            Throws.TypeOf<DataFormatException>().With.Message.Contains("zero"));
    }

    [Test]
    public void EncodingsAreHonoured()
    {
        var latin = _folder.Write("latin.csv", Encoding.Latin1.GetBytes("a\né\n"));
        Assert.That(Data.LoadFromCsv(latin, o => o.Encoding = Encoding.Latin1).GetColumn<string>("a"), Is.EqualTo(["é"]));
        var utf16 = _folder.Write("utf16.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a\né😀\n")]);
        Assert.That(Data.LoadFromCsv(utf16).GetColumn<string>("a"), Is.EqualTo(["é😀"]));
        var utf8 = _folder.Write("utf8.csv", "\uFEFFa\né\n");
        Assert.That(Data.LoadFromCsv(utf8).GetColumn<string>("a"), Is.EqualTo(["é"]));
    }

    [Test]
    public void MistakesInOptionsAreRefused()
    {
        var path = Write("a\n1\n");
        Assert.That(
            () => Data.LoadFromCsv(path, o => o.Separator = 'é'),
            Throws.TypeOf<OptionsException>().With.Message.Contains("Separator"));
        Assert.That(() => Data.LoadFromCsv(path, o => o.Quote = ','), Throws.TypeOf<OptionsException>().With.Message.Contains("Quote"));
        Assert.That(
            () => Data.LoadFromCsv(path, o => o.InferenceRows = 0),
            Throws.TypeOf<OptionsException>().With.Message.Contains("InferenceRows"));
        Assert.That(() => Data.LoadFromCsv<EveryKind>(path), Throws.TypeOf<SchemaException>());
        Assert.That(() => Data.LoadFromCsv<PointRow>(path, o => o.Schema = DataViewSchema.Empty), Throws.TypeOf<OptionsException>());
        var vector = new DataViewSchema.Builder().AddColumn("a", new VectorDataViewType(NumberDataViewType.Single)).ToSchema();
        Assert.That(
            () => Data.LoadFromCsv(path, o => o.Schema = vector),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'a'").And.Message.Contains("Vector"));
        Assert.That(
            () => Data.LoadFromCsv(_folder.File("none.csv")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("no such file"));
    }

    [Test]
    public void AnUnclosedQuoteDoesNotReadTheFileIntoMemory()
    {
        var path = Write("a,b\n1,\"open" + new string('x', 1_000_000));
        Assert.That(() => ViewAssert.Rows(Data.LoadFromCsv(path, o => o.MaximumRowLength = 100_000)), Throws.TypeOf<DataFormatException>());
    }

    private string Write(string text) => _folder.Write("rows.csv", text);
}
