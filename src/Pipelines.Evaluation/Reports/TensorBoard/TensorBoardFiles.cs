using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>
/// TensorBoard's event files: <c>events.out.tfevents.&lt;seconds&gt;.&lt;host&gt;</c> in the folder of a run. TensorBoard shows
/// the folders within the one that it is given as runs.
/// </summary>
public static class TensorBoardFiles
{
    /// <summary>Writes a whole history, or nothing.</summary>
    /// <param name="folder">The folder of the run; made where it is missing.</param>
    /// <param name="series">What was measured.</param>
    /// <param name="options">Time and host; null for the defaults. With both given, the same history gives the same bytes.</param>
    /// <returns>The file.</returns>
    /// <exception cref="OptionsException">There is no host.</exception>
    /// <exception cref="PipelineException">A series has no name or a step below 0, or the file cannot be written.</exception>
    public static string Write(string folder, IReadOnlyList<ScalarSeries> series, TensorBoardOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(series);
        Check(series);
        var started = (options ?? new TensorBoardOptions()).Started ?? DateTimeOffset.UtcNow;
        var path = Path.Combine(folder, NameOf(options, started));
        AtomicFile.Write(path, stream =>
        {
            // The stream is the file's to close.
            var writer = new TensorBoardWriter(stream, started);
            foreach (var one in series)
            {
                foreach (var point in one.Points)
                    writer.Add(one.Tag, point.Step, point.Value, point.Time ?? started);
            }
        });
        return path;
    }

    /// <summary>Begins a file that grows while a model is trained.</summary>
    /// <param name="folder">The folder of the run; made where it is missing.</param>
    /// <param name="options">Time and host; null for the defaults.</param>
    /// <exception cref="OptionsException">There is no host.</exception>
    /// <exception cref="PipelineException">The file cannot be made.</exception>
    public static TensorBoardWriter Open(string folder, TensorBoardOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var started = (options ?? new TensorBoardOptions()).Started ?? DateTimeOffset.UtcNow;
        var path = Path.Combine(folder, NameOf(options, started));
        try
        {
            Directory.CreateDirectory(folder);
            return new TensorBoardWriter(new FileStream(Unused(path), FileMode.CreateNew, FileAccess.Write, FileShare.Read), started);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"TensorBoard's event file '{path}' cannot be written: {e.Message}", e);
        }
    }

    private static void Check(IReadOnlyList<ScalarSeries> series)
    {
        foreach (var one in series)
        {
            if (string.IsNullOrEmpty(one?.Tag))
                throw new PipelineException("A series has no tag, under which TensorBoard would show it.");
            foreach (var point in one.Points)
            {
                if (point.Step < 0)
                    throw new PipelineException($"The series '{one.Tag}' has a value at step {point.Step}; steps begin at 0.");
            }
        }
    }

    private static string NameOf(TensorBoardOptions? options, DateTimeOffset started)
    {
        var host = OptionsValidation.Validated(options ?? new TensorBoardOptions()).Host;
        var name = string.Concat(host.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        return string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{started.ToUnixTimeSeconds():D10}.{name}");
    }

    // Two runs may begin in the same second; readers look at the name's beginning alone.
    private static string Unused(string path)
    {
        if (!File.Exists(path))
            return path;
        for (var i = 1; ; i++)
        {
            var other = string.Create(CultureInfo.InvariantCulture, $"{path}.{i}");
            if (!File.Exists(other))
                return other;
        }
    }
}
