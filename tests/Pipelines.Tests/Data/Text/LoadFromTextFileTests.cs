using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;

namespace Pipelines.Tests;

[TestFixture]
public sealed class LoadFromTextFileTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TempFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("one\ntwo\r\nthree\rfour", "one", "two", "three", "four")]
    [TestCase("one\n", "one")]
    [TestCase("\none\n\ntwo\n\n", "", "one", "", "two", "")]
    [TestCase("\r\n\r\n", "", "")]
    [TestCase("\r\r", "", "")]
    [TestCase("é ü 漢字 😀\nz", "é ü 漢字 😀", "z")]
    public void LinesEndAsTheyDoEverywhere(string text, params string[] lines) =>
        Assert.That(Read(_folder.Write("a.txt", text)), Is.EqualTo(lines));

    [TestCase("one\ntwo\r\nthree\rfour", "one\n", "two\r\n", "three\r", "four")]
    [TestCase("\n\none", "\n", "\n", "one")]
    public void LineEndsAreKeptAsTheyAre(string text, params string[] lines) =>
        Assert.That(Read(_folder.Write("a.txt", text), o => o.KeepLineEnds = true), Is.EqualTo(lines));

    [TestCase("a\nb\n\nc\n", "a\nb", "c")]
    [TestCase("\n\n a\r\nb\r\n \t\r\n\r\nc", " a\r\nb", "c")]
    [TestCase("a", "a")]
    [TestCase("\n \n")]
    public void ParagraphsAreSplitByBlankLines(string text, params string[] paragraphs) =>
        Assert.That(Read(_folder.Write("a.txt", text), o => o.Rows = TextRows.Paragraphs), Is.EqualTo(paragraphs));

    [TestCase("a\nb\n\n\nc\n", "a\nb\n\n\n", "c\n")]
    [TestCase("\n\na\n\nb", "\n\na\n\n", "b")]
    [TestCase("\n\n", "\n\n")]
    public void ParagraphsKeepTheBlankLinesAroundThem(string text, params string[] paragraphs) =>
        Assert.That(
            Read(_folder.Write("a.txt", text), o => (o.Rows, o.KeepLineEnds) = (TextRows.Paragraphs, true)),
            Is.EqualTo(paragraphs));

    [Test]
    public void AWholeFileIsOneRowAsItIs() =>
        Assert.That(Read(_folder.Write("a.txt", " a\r\n\nb\n"), o => o.Rows = TextRows.WholeFile), Is.EqualTo([" a\r\n\nb\n"]));

    [Test]
    public void TheRowsPutTogetherAreTheFile()
    {
        var pieces = Gen.Elements("a", "", "word word", "\n", "\r\n", "\r", "\n\n", " ", "漢", "😀", "long line without an end ", "\t\n");
        var lines = pieces.ListOf().Select(string.Concat);
        Prop.ForAll(lines.ToArbitrary(), Gen.Choose(2, 40).ToArbitrary(), (text, maximum) =>
        {
            var path = _folder.Write("p.txt", text);
            foreach (var rows in Enum.GetValues<TextRows>())
            {
                foreach (var limit in (int?[])[null, maximum])
                {
                    var read = Read(path, o => (o.Rows, o.KeepLineEnds, o.MaximumRowLength) = (rows, true, limit));
                    Assert.That(string.Concat(read), Is.EqualTo(text), $"{rows}, {limit}");
                    Assert.That(read, Has.None.Empty);
                }
            }

            Assert.That(Read(path), Is.EqualTo(Reference(text)));
        }).QuickCheckThrowOnFailure();

        static List<string> Reference(string text)
        {
            using var reader = new StringReader(text);
            var result = new List<string>();
            while (reader.ReadLine() is { } line)
                result.Add(line);
            return result;
        }
    }

    [Test]
    public void BuffersEndAnywhereInALine(
        [Values(65_530, 65_535, 65_536, 65_537, 131_071, 200_000)] int length, [Values("\n", "\r\n", "\r")] string end)
    {
        var lines = new[] { new string('x', length - 4) + "é😀z", "short", new string('漢', length), "" };
        var path = _folder.Write("a.txt", string.Concat(lines.Select(line => line + end)));
        Assert.That(Read(path), Is.EqualTo(lines));
    }

    [Test]
    public void ALongRowIsCutWithoutLossAndWithAWarning()
    {
        var text = new string('a', 9) + "😀" + new string('b', 20) + "\nshort\n";
        var path = _folder.Write("a.txt", text);
        var loggers = new LogLines();
        var view = Contexts.With(loggers).Data.LoadFromTextFile(path, o => o.MaximumRowLength = 10);
        string[] expected = ["aaaaaaaaa", "😀bbbbbbbb", "bbbbbbbbbb", "bb", "short"];
        Assert.That(view.GetColumn<string>("Text"), Is.EqualTo(expected));
        Assert.That(view.GetColumn<string>("Text"), Is.EqualTo(expected));
        Assert.That(loggers.Lines, Has.Count.EqualTo(1));
        Assert.That(loggers.Lines[0], Does.Contain(path).And.Contain("10"));
    }

    [Test]
    public void SeveralFilesFollowEachOther()
    {
        string[] paths = [_folder.Write("1.txt", "a\nb"), _folder.Write("2.txt", ""), _folder.Write("3.txt", "c\n")];
        var view = Contexts.Data.LoadFromTextFile(paths);
        Assert.That(view.GetColumn<string>("Text"), Is.EqualTo(["a", "b", "c"]));
        ViewAssert.KeepsPromises(view);
    }

    [Test]
    public void AnEmptyFileHasNoRows([Values] TextRows rows, [Values("", "\uFEFF")] string text) =>
        Assert.That(Read(_folder.Write("empty.txt", text), o => o.Rows = rows), Is.Empty);

    [Test]
    public void ByteOrderMarksDecideTheEncoding()
    {
        const string text = "é漢😀\nzwei";
        Encoding[] encodings =
        [
            new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32,
            new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        ];
        foreach (var encoding in encodings)
        {
            var path = _folder.Write("bom.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
            Assert.That(Read(path), Is.EqualTo(text.Split('\n')), encoding.WebName);
        }
    }

    [Test]
    public void AnEncodingCanBeGiven()
    {
        var latin = _folder.Write("latin.txt", Encoding.Latin1.GetBytes("é\nü"));
        Assert.That(Read(latin, o => o.Encoding = Encoding.Latin1), Is.EqualTo(["é", "ü"]));
        var unmarked = _folder.Write("utf16.txt", Encoding.Unicode.GetBytes("é\n😀"));
        Assert.That(Read(unmarked, o => o.Encoding = Encoding.Unicode), Is.EqualTo(["é", "😀"]));
    }

    [Test]
    public void BytesThatAreNotTextAreRefusedWithTheirOffset()
    {
        var zero = _folder.Write("zero.bin", [.. Encoding.UTF8.GetBytes(new string('a', 70_000)), 0, 1, 2]);
        Assert.That(
            () => Read(zero),
            Throws.TypeOf<DataFormatException>().With.Message.Contains("offset 70000").And.Message.Contains(zero));
        var invalid = _folder.Write("invalid.txt", [.. Encoding.UTF8.GetBytes(new string('é', 40_000)), 0xFF, (byte)'a']);
        Assert.That(() => Read(invalid), Throws.TypeOf<DataFormatException>().With.Message.Contains("0xFF at offset 80000"));
        var cut = _folder.Write("cut.txt", [(byte)'a', 0xE6, 0xBC]);
        Assert.That(() => Read(cut), Throws.TypeOf<DataFormatException>().With.Message.Contains("offset 1"));
        var utf16 = _folder.Write("surrogate.txt", [0xFF, 0xFE, (byte)'a', 0, 0, 0xD8, (byte)'b', 0]);
        Assert.That(() => Read(utf16), Throws.TypeOf<DataFormatException>().With.Message.Contains("not valid"));
        var utf16Zero = _folder.Write("zero16.txt", [0xFF, 0xFE, (byte)'a', 0, 0, 0]);
        Assert.That(() => Read(utf16Zero), Throws.TypeOf<DataFormatException>().With.Message.Contains("zero"));
    }

    [Test]
    public void AMissingFileIsReportedWhenItIsLoaded()
    {
        _folder.Write("shakespeare.txt", "a");
        Assert.That(
            () => Contexts.Data.LoadFromTextFile(_folder.File("shakespear.txt")),
            Throws.TypeOf<PipelineException>().With.Message.Contains(_folder.File("shakespear.txt"))
                .And.Message.Contains("Did you mean 'shakespeare.txt'"));
        Assert.That(
            () => Contexts.Data.LoadFromTextFile(_folder.File("zzz")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("Files in its folder: shakespeare.txt"));
        Assert.That(
            () => Contexts.Data.LoadFromTextFile(_folder.Path),
            Throws.TypeOf<PipelineException>().With.Message.Contains("is a folder"));
        Assert.That(
            () => Contexts.Data.LoadFromTextFile(_folder.File("no/such/file")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("folder does not exist"));
        Assert.That(() => Contexts.Data.LoadFromTextFile((string[])[]), Throws.ArgumentException);
    }

    [Test]
    public void AFileThatChangedIsRefused()
    {
        var path = _folder.Write("a.txt", "one");
        var view = Contexts.Data.LoadFromTextFile(path);
        File.AppendAllText(path, " more");
        Assert.That(() => ViewAssert.Rows(view), Throws.TypeOf<DataFormatException>().With.Message.Contains("changed"));
        File.Delete(path);
        Assert.That(() => ViewAssert.Rows(view), Throws.TypeOf<PipelineException>().With.Message.Contains("no such file"));
    }

    [Test]
    public void OptionsAreChecked() =>
        Assert.That(
            () => Contexts.Data.LoadFromTextFile(
                _folder.Write("a.txt", ""), o => (o.Column, o.MaximumRowLength, o.Rows) = ("", 1, (TextRows)9)),
            Throws.TypeOf<OptionsException>().With.Message.Contains("Column").And.Message.Contains("MaximumRowLength")
                .And.Message.Contains("Rows"));

    [Test]
    public void ReadingALargeFileTakesTheMemoryOfItsLongestLine()
    {
        var path = _folder.File("large.txt");
        using (var writer = new StreamWriter(path))
        {
            for (var i = 0; i < 200_000; i++)
                writer.WriteLine("A line of a hundred characters, more or less, which is what lines of prose have in the files we read.");
        }

        var view = Contexts.Data.LoadFromTextFile(path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var cursor = view.GetRowCursor(view.Schema);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Text"]);
        ReadOnlyMemory<char> text = default;
        long characters = 0;
        while (cursor.MoveNext())
        {
            getter(ref text);
            characters += text.Length;
        }

        Assert.That(characters, Is.EqualTo(new FileInfo(path).Length - (200_000 * Environment.NewLine.Length)));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    private static List<string> Read(string path, Action<TextFileOptions>? configure = null) =>
        [.. Contexts.Data.LoadFromTextFile(path, configure).GetColumn<string>("Text")];

    private sealed class LogLines : ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
