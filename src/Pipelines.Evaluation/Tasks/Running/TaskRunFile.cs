using System.Text;
using System.Text.Json;

namespace Pipelines.Evaluation;

/// <summary>
/// Results as they come: a line with the fingerprint, then one a row. A line that was cut off by a kill is dropped when the file is opened
/// again.
/// </summary>
internal sealed class TaskRunFile : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(EvaluationTaskFile.Json) { WriteIndented = false };

    private readonly FileStream? _stream;

    private TaskRunFile(FileStream? stream, List<TaskRow> rows) => (_stream, Rows) = (stream, rows);

    /// <summary>The rows of an earlier run.</summary>
    public List<TaskRow> Rows { get; }

    /// <summary>Opens the file of a run, or begins it.</summary>
    /// <param name="folder">The folder of results; null for no file.</param>
    /// <param name="fingerprint">What the rows belong to.</param>
    /// <exception cref="PipelineException">It cannot be opened, belongs to other rows, or is used by another run.</exception>
    public static TaskRunFile Open(string? folder, ScoreFingerprint fingerprint)
    {
        if (folder is null)
            return new TaskRunFile(null, []);
        var path = Path.Combine(folder, $"{fingerprint.Task.Replace('@', '-')}-{fingerprint.Hash}.jsonl");
        FileStream? stream = null;
        try
        {
            Directory.CreateDirectory(folder);
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var rows = Read(stream, path, fingerprint);
            if (stream.Length == 0)
                Append(stream, fingerprint);
            return new TaskRunFile(stream, rows);
        }
        catch (Exception e)
        {
            stream?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new PipelineException($"The results cannot be written to '{path}': {e.Message}", e);
            throw;
        }
    }

    /// <summary>Writes rows down; they are on the disk when this returns.</summary>
    public void Write(IEnumerable<TaskRow> rows)
    {
        if (_stream is null)
            return;
        foreach (var row in rows)
            Append(_stream, row);
        _stream.Flush(flushToDisk: true);
    }

    public void Dispose() => _stream?.Dispose();

    private static void Append<T>(FileStream stream, T value)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(value, Json);
        stream.Write([.. line, (byte)'\n']);
    }

    private static List<TaskRow> Read(FileStream stream, string path, ScoreFingerprint fingerprint)
    {
        List<TaskRow> rows = [];
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var whole = 0;
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
                break;
            try
            {
                if (start == 0)
                    Check(JsonSerializer.Deserialize<ScoreFingerprint>(bytes.AsSpan(0, length), Json), path, fingerprint);
                else if (JsonSerializer.Deserialize<TaskRow>(bytes.AsSpan(start, length), Json) is { } row)
                    rows.Add(row);
            }
            catch (JsonException e)
            {
                var line = bytes.AsSpan(0, start).Count((byte)'\n') + 1;
                throw new DataFormatException(
                    "the line is no result; the file was changed. Delete it to begin anew.", path, line, e);
            }

            start += length + 1;
            whole = start;
        }

        stream.SetLength(whole);
        stream.Position = whole;
        return rows;
    }

    private static void Check(ScoreFingerprint? found, string path, ScoreFingerprint expected)
    {
        if (found != expected)
            throw new DataFormatException("the results belong to another run. Delete the file or give another folder.", path, 1);
    }
}
