using System.Runtime.InteropServices;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// The reference's log-probabilities beside the checkpoints of a run: a run that goes on needs those of the start, though its model has
/// learned since.
/// </summary>
internal static class ReferenceCache
{
    private const string FileName = "reference-scores.bin";

    private static ReadOnlySpan<byte> Mark => "PREFREF1"u8;

    /// <summary>Reads the scores of rows; null where there are none.</summary>
    /// <exception cref="CheckpointException">They cannot be read, or are of other rows.</exception>
    public static double[][]? Read(string folder, IReadOnlyList<PreferenceStore> stores)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        byte[] bytes;
        try
        {
            var expected = Mark.Length + stores.Sum(s => (long)s.Fingerprint.Length + Width(s) * s.Count * sizeof(double));
            if (new FileInfo(path).Length != expected)
                throw Other(path);
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                $"The reference's log-probabilities cannot be read: {e.Message} Start afresh in another folder.", path, innerException: e);
        }

        ReadOnlySpan<byte> rest = bytes;
        if (!rest.StartsWith(Mark))
            throw Other(path);
        rest = rest[Mark.Length..];
        var result = new double[stores.Count][];
        for (var i = 0; i < result.Length; i++)
        {
            if (!rest.StartsWith(stores[i].Fingerprint))
                throw Other(path);
            rest = rest[stores[i].Fingerprint.Length..];
            var size = Width(stores[i]) * stores[i].Count * sizeof(double);
            result[i] = MemoryMarshal.Cast<byte, double>(rest[..size]).ToArray();
            rest = rest[size..];
        }

        return result;
    }

    /// <summary>Writes the scores of rows; the file is whole or not there.</summary>
    /// <exception cref="CheckpointException">It cannot be written.</exception>
    public static void Write(string folder, IReadOnlyList<PreferenceStore> stores, IReadOnlyList<double[]> scores)
    {
        var path = Path.Combine(folder, FileName);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.CreateNew))
            {
                stream.Write(Mark);
                for (var i = 0; i < stores.Count; i++)
                {
                    stream.Write(stores[i].Fingerprint);
                    stream.Write(MemoryMarshal.AsBytes(scores[i].AsSpan()));
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                $"The reference's log-probabilities cannot be written here: {e.Message} Free disk space or choose another folder.", path,
                innerException: e);
        }
    }

    private static int Width(PreferenceStore store) => store.HasSecond ? 2 : 1;

    private static CheckpointException Other(string path) => new(
        "The reference's log-probabilities here are of other rows. Resume with the data and options the run was started with, " +
        "or start afresh in another folder.",
        path);
}
