using BenchmarkDotNet.Attributes;

namespace Pipelines.Benchmarks.Data;

/// <summary>One pass over a file of 32 MiB with every loader, beside .NET's own line reader.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class LoadingBenchmarks
{
    private const int FileLength = 32 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("pipelines-benchmarks-").FullName;
    private PipelineContext _context = null!;
    private IDataView _lines = null!;
    private IDataView _paragraphs = null!;
    private IDataView _json = null!;
    private IDataView _csv = null!;
    private IDataView _list = null!;
    private IDataView _cache = null!;

    private string TextPath => Path.Combine(_folder, "text.txt");

    /// <summary>Writes the files.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _context = PipelineContext.Create();
        var data = _context.Data;
        var rows = new List<Row>();
        using (var writer = new StreamWriter(TextPath))
        {
            var random = new Random(1);
            for (long written = 0; written < FileLength;)
            {
                var line = string.Join(' ', Enumerable.Range(0, random.Next(20)).Select(_ => Words[random.Next(Words.Length)]));
                writer.Write(line + "\n");
                written += line.Length + 1;
                rows.Add(new Row(rows.Count, line, rows.Count / 3f));
            }
        }

        _list = data.LoadFromEnumerable(rows);
        _cache = data.Cache(_list);
        data.SaveAsJsonLines(_list, Path.Combine(_folder, "rows.jsonl"));
        data.SaveAsCsv(_list, Path.Combine(_folder, "rows.csv"));
        _lines = data.LoadFromTextFile(TextPath);
        _paragraphs = data.LoadFromTextFile(TextPath, o => o.Rows = TextRows.Paragraphs);
        _json = data.LoadFromJsonLines<Row>(Path.Combine(_folder, "rows.jsonl"));
        _csv = data.LoadFromCsv<Row>(Path.Combine(_folder, "rows.csv"));
    }

    /// <summary>Deletes the files.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>.NET's reader, a string a line.</summary>
    [Benchmark(Baseline = true)]
    public long StreamReaderLines()
    {
        using var reader = new StreamReader(TextPath);
        long length = 0;
        while (reader.ReadLine() is { } line)
            length += line.Length;
        return length;
    }

    /// <summary>Lines of a text file.</summary>
    [Benchmark]
    public long TextLines() => ReadText(_lines);

    /// <summary>Paragraphs of a text file.</summary>
    [Benchmark]
    public long TextParagraphs() => ReadText(_paragraphs);

    /// <summary>The text column of a JSON Lines file of three columns.</summary>
    [Benchmark]
    public long JsonLines() => ReadText(_json);

    /// <summary>The text column of a file of comma-separated values of three columns.</summary>
    [Benchmark]
    public long Csv() => ReadText(_csv);

    /// <summary>The text column of objects in memory.</summary>
    [Benchmark]
    public long List() => ReadText(_list);

    /// <summary>The text column of a cached view.</summary>
    [Benchmark]
    public long Cache() => ReadText(_cache);

    private static readonly string[] Words = ["the", "of", "and", "seldom", "language", "model", "a", "in", "understanding", "café"];

    private static long ReadText(IDataView view)
    {
        var column = view.Schema[ColumnNames.Text];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        long length = 0;
        while (cursor.MoveNext())
        {
            getter(ref text);
            length += text.Length;
        }

        return length;
    }

    /// <summary>A row.</summary>
    /// <param name="Id">A number.</param>
    /// <param name="Text">A line.</param>
    /// <param name="Score">Another number.</param>
    public sealed record Row(int Id, string Text, float Score);
}
