using System.Globalization;
using System.Text.Json;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>
/// Checkpoints of one run in a folder: <c>checkpoint-00001000</c> and so on. A checkpoint is written beside its final name and renamed when
/// it is complete, so each one there is whole, and a failure leaves the ones before.
/// </summary>
public sealed class CheckpointStore
{
    /// <summary>The file with the state of the run; written last.</summary>
    public const string StateFile = "trainer.json";

    private const string Prefix = "checkpoint-";
    private const string TemporaryPrefix = $".{Prefix}";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly string _folder;
    private readonly int _kept;

    /// <summary>Opens a folder, creating it where it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kept">How many checkpoints stay.</param>
    /// <exception cref="CheckpointException">The folder cannot be created or written to.</exception>
    public CheckpointStore(string folder, int kept = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kept);
        _folder = Path.GetFullPath(folder);
        _kept = kept;
        try
        {
            Directory.CreateDirectory(_folder);
            // Found out now, not after an hour of training.
            var probe = Path.Combine(_folder, $".write-test-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException("Checkpoints cannot be written here: "
                + $"{e.Message} Choose a folder that can be written to.", _folder, innerException: e);
        }
    }

    /// <summary>Writes a checkpoint. What a killed process left of one in this folder is removed before.</summary>
    /// <param name="state">The state of the run.</param>
    /// <param name="writeFiles">Writes the other files into the folder it is given.</param>
    /// <returns>The checkpoint's folder.</returns>
    /// <exception cref="CheckpointException">It could not be written; earlier checkpoints are as they were.</exception>
    public string Save(CheckpointState state, Action<string> writeFiles)
    {
        var final = Path.Combine(_folder, Prefix + state.Step.ToString("D8", CultureInfo.InvariantCulture));
        UnfinishedFolder.RemoveLeftovers(_folder, TemporaryPrefix, "");
        try
        {
            using var temporary = UnfinishedFolder.Create(_folder, TemporaryPrefix, "");
            writeFiles(temporary.Path);
            using (var stream = new FileStream(Path.Combine(temporary.Path, StateFile), FileMode.CreateNew))
            {
                JsonSerializer.Serialize(stream, state, Json);
                stream.Flush(flushToDisk: true);
            }

            if (Directory.Exists(final))
                Directory.Delete(final, recursive: true);
            Directory.Move(temporary.Path, final);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PipelineException)
        {
            throw new CheckpointException(
                $"The checkpoint of step {state.Step} could not be written: {e.Message} Earlier checkpoints are intact; "
                    + "free disk space or choose another folder, then resume.",
                final, innerException: e);
        }

        Prune();
        return final;
    }

    /// <summary>The newest checkpoint, or null where there is none.</summary>
    public string? FindLatest() => All().FirstOrDefault();

    /// <summary>The step that a checkpoint's name says.</summary>
    internal static int StepOf(string checkpoint) =>
        int.TryParse(Path.GetFileName(checkpoint).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? step
            : -1;

    /// <summary>Reads the state of a checkpoint.</summary>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    public static CheckpointState ReadState(string checkpoint)
    {
        var path = Path.Combine(checkpoint, StateFile);
        CheckpointState? state;
        try
        {
            using var stream = File.OpenRead(path);
            state = JsonSerializer.Deserialize<CheckpointState>(stream, Json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CheckpointException("The state of the run cannot be read: "
                + $"{e.Message} Delete this checkpoint to resume from the one before.", path, innerException: e);
        }

        if (state is null or not
            { FormatVersion: 1, Step: >= 0, Position: { Epoch: >= 0, Row: >= 0 }, History: not null, RandomState: not null })
            throw new CheckpointException("This is not the state of a training run in format 1. "
                + "Delete this checkpoint to resume from the one before.", path);
        return state;
    }

    private IEnumerable<string> All() =>
        Directory.EnumerateDirectories(_folder, Prefix + "*")
            .Where(d => File.Exists(Path.Combine(d, StateFile)))
            .OrderByDescending(Path.GetFileName, StringComparer.Ordinal);

    private void Prune()
    {
        foreach (var old in All().Skip(_kept).ToArray())
            TryDelete(old);
    }

    // A left-over folder is untidy, not wrong, and must not hide the error that led here.
    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
