using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tests;

[TestFixture]
public sealed class SaveAsJsonLinesTests
{
    private TempFolder _folder = null!;

    private static DataCatalog Data => Contexts.Data;

    [SetUp]
    public void SetUp() => _folder = new TempFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void RowsComeBackAsTheyWent()
    {
        var view = Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(EveryKind.Number).ToList());
        var path = _folder.File("rows.jsonl");
        Data.SaveAsJsonLines(view, path);
        Assert.That(ViewAssert.Rows(Data.LoadFromJsonLines(path, o => o.Schema = view.Schema)), Is.EqualTo(ViewAssert.Rows(view)));
        Assert.That(ViewAssert.Rows(Data.LoadFromJsonLines<EveryKind>(path)), Is.EqualTo(ViewAssert.Rows(view)));
    }

    [Test]
    public void AnyTextAndNumbersComeBack()
    {
        Prop.ForAll<NonNull<string>[], float[], double[]>((texts, singles, doubles) =>
        {
            // Half a surrogate pair is no Unicode text, and JSON has no infinity.
            var rows = new[]
            {
                new
                {
                    Texts = texts.Select(t => new UTF8Encoding().GetString(new UTF8Encoding().GetBytes(t.Get))).ToArray(),
                    Singles = singles.Where(x => !float.IsInfinity(x)).ToArray(),
                    Doubles = doubles.Where(x => !double.IsInfinity(x)).ToArray(),
                    Number = BitConverter.DoubleToInt64Bits(doubles.FirstOrDefault()),
                    Text = string.Concat(texts.Select(t => t.Get.Where(c => !char.IsSurrogate(c)).ToArray())),
                },
            };
            var view = Data.LoadFromEnumerable(rows);
            using var stream = new MemoryStream();
            Data.SaveAsJsonLines(view, stream);
            var path = _folder.Write("p.jsonl", stream.ToArray());
            Assert.That(ViewAssert.Rows(Data.LoadFromJsonLines(path, o => o.Schema = view.Schema)), Is.EqualTo(ViewAssert.Rows(view)));
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void TheFileIsReadable()
    {
        var view = Data.LoadFromRows(
            new DataViewSchema.Builder().AddColumn("t", NumberDataViewType.Int32).AddColumn("a.b", TextDataViewType.Instance)
                .AddColumn("x", NumberDataViewType.Single).AddColumn("t", TextDataViewType.Instance)
                .AddColumn("v", new VectorDataViewType(NumberDataViewType.Double)).ToSchema(),
            [[1, "é \"漢\" <'+>", float.NaN, "a\nb", new[] { 0.1, double.NaN }]]);
        using var stream = new MemoryStream();
        Data.SaveAsJsonLines(view, stream);
        Assert.That(
            Encoding.UTF8.GetString(stream.ToArray()),
            Is.EqualTo("""{"a.b":"é \"漢\" <'+>","x":null,"t":"a\nb","v":[0.1,null]}""" + "\n"));
    }

    [Test]
    public void HalfASurrogatePairBecomesTheReplacementCharacter()
    {
        using var stream = new MemoryStream();
        Data.SaveAsJsonLines(Data.LoadFromEnumerable([new { Text = "a\ud800b" }]), stream);
        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Does.Contain("a\\uFFFDb").IgnoreCase.Or.Contain("a\uFFFDb"));
    }

    [Test]
    public void AFileIsThereWholeOrNotAtAll()
    {
        var path = _folder.Write("rows.jsonl", "old");
        const int last = 99_999;
        var rows = Enumerable.Range(0, last + 1).Select(i => i == last ? throw new IOException("no network") : new PointRow(i, i));
        var fails = Data.LoadFromEnumerable(rows);
        Assert.That(() => Data.SaveAsJsonLines(fails, path), Throws.TypeOf<PipelineException>().With.Message.Contains("no network"));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(
            () => Data.SaveAsJsonLines(Data.LoadFromEnumerable([new PointRow(1, 1)]), path, cancelled.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFileSystemEntries(_folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void AnInfiniteNumberIsReportedWithRowAndColumn()
    {
        var view = Data.LoadFromEnumerable([new PointRow(1, 1), new PointRow(2, double.PositiveInfinity)]);
        Assert.That(
            () => Data.SaveAsJsonLines(view, _folder.File("a.jsonl")),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1, column 'Y'"));
        Assert.That(_folder.File("a.jsonl"), Does.Not.Exist);
    }

    [Test]
    public void AViewMayBeSavedOverItsOwnFile()
    {
        var path = _folder.Write("a.jsonl", "{\"X\":1,\"Y\":2}\n{\"X\":3,\"Y\":4}\n");
        Data.SaveAsJsonLines(Data.SkipRows(Data.LoadFromJsonLines<PointRow>(path), 1), path);
        Assert.That(File.ReadAllText(path), Is.EqualTo("{\"X\":3,\"Y\":4}\n"));
    }
}
