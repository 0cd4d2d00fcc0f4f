namespace Pipelines.Samples;

/// <summary>Where a sample leaves what it makes.</summary>
public sealed class OutputFolder
{
    private const string CheckpointsName = "checkpoints";
    private const string ResultsName = "results";

    /// <summary>Opens a folder, making it where it is missing, and makes sure now that it can be written to.</summary>
    /// <exception cref="PipelineException">It cannot.</exception>
    public OutputFolder(string path)
    {
        Path = path;
        try
        {
            Directory.CreateDirectory(path);
            var probe = Combine($".write-test-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException(
                $"The output folder '{path}' cannot be written to: {e.Message.TrimEnd('.')}. Choose another one with --out.", e);
        }
    }

    /// <summary>The folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>A path in the folder.</summary>
    public string Combine(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Writes a text file in the folder, whole or not at all.</summary>
    public void Write(string name, string text) => WriteAtomically(Combine(name), text);

    /// <summary>The folder for checkpoints. A run that starts afresh removes those of an earlier one, which are not its own to resume
    /// from.</summary>
    /// <param name="resume">Whether the run continues an earlier one.</param>
    /// <exception cref="PipelineException">There is nothing to resume.</exception>
    public string OpenCheckpoints(bool resume)
    {
        var folder = Combine(CheckpointsName);
        var exist = Directory.Exists(folder) && Directory.EnumerateDirectories(folder).Any();
        if (resume && !exist)
            throw new PipelineException(
                $"There is no checkpoint to resume from in '{folder}'. Run once without --resume, or name the run's folder with --out.");
        if (exist && !resume)
            Directory.Delete(folder, recursive: true);
        return folder;
    }

    /// <summary>
    /// The folder for rows that are scored one after the other. A run that is resumed reads what was scored already; one that starts afresh
    /// asks everything again.
    /// </summary>
    /// <param name="resume">Whether the run continues an earlier one.</param>
    public string OpenResults(bool resume)
    {
        var folder = Combine(ResultsName);
        if (!resume && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return folder;
    }

    /// <summary>Whether a folder has checkpoints or results that a run could be resumed from.</summary>
    /// <param name="path">The output folder.</param>
    /// <param name="since">What is older is of another run; in UTC.</param>
    internal static bool HasProgress(string path, DateTime since) => new[] { CheckpointsName, ResultsName }
        .Select(name => System.IO.Path.Combine(path, name)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        .Any(file => File.GetLastWriteTimeUtc(file) >= since);

    internal static void WriteAtomically(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
