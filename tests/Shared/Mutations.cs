using System.Diagnostics;
using System.Text;

namespace Pipelines.Testing.Fuzzing;

/// <summary>Damaged copies of a file, the same for the same seed, and the promises that reading any of them must keep.</summary>
/// <remarks>
/// The variable <c>PIPELINES_FUZZ_COUNT</c> raises the number of copies a test tries. Each must load, or be refused with a typed error;
/// reading must end, allocate at most twice the file's size and 64 MiB on the managed heap, and leave its folder as it was.
/// </remarks>
internal static class Mutations
{
    private const long FreeAllocation = 64L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Numbers = ["-1", "0", "1", "2147483647", "2147483648", "4294967296", "9223372036854775807", "1e308",
        "1e999", "0.5"];
    private static readonly ulong[] Extremes = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF,
        0xFFFFFFFFFFFFFFFF];

    /// <summary>How many copies to try: the variable <c>PIPELINES_FUZZ_COUNT</c>, or a few.</summary>
    public static int Count(int few) =>
        int.TryParse(Environment.GetEnvironmentVariable("PIPELINES_FUZZ_COUNT"), out var count) && count > 0 ? count : few;

    /// <summary>Damaged copies of some bytes; the n-th depends on the seed and n alone.</summary>
    public static IEnumerable<byte[]> Of(byte[] original, int seed, int count)
    {
        for (var index = 0; index < count; index++)
        {
            var random = new Random(unchecked((seed * 1_000_003) + index));
            var bytes = original;
            for (var rounds = 1 + random.Next(3); rounds > 0; rounds--)
                bytes = Mutate(bytes, random);
            yield return bytes;
        }
    }

    /// <summary>Reads damaged copies of a file and checks what reading promises.</summary>
    /// <param name="original">The sound file's bytes.</param>
    /// <param name="fileName">What the file is called in a folder of its own.</param>
    /// <param name="few">How many copies to try by default.</param>
    /// <param name="isTyped">Whether an exception is one that says what is wrong with a file.</param>
    /// <param name="read">Reads the file at a path, all of it.</param>
    /// <param name="prepare">Puts what belongs beside the file into its folder; null for nothing.</param>
    public static void Check(
        byte[] original, string fileName, int few, Func<Exception, bool> isTyped, Action<string> read, Action<string>? prepare = null)
    {
        var folder = Directory.CreateTempSubdirectory("pipelines-fuzz-").FullName;
        try
        {
            prepare?.Invoke(folder);
            var path = Path.Combine(folder, fileName);
            File.WriteAllBytes(path, original);
            read(path);
            Run(original, path, few, isTyped, read);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(byte[] original, string path, int few, Func<Exception, bool> isTyped, Action<string> read)
    {
        const int Seed = 20260821;
        var index = 0;
        var started = Stopwatch.GetTimestamp();
        string? failure = null;
        // One thread for all copies: what it allocates is counted, and a copy that never ends is seen from here.
        var worker = new Thread(() =>
        {
            foreach (var copy in Of(original, Seed, Count(few)))
            {
                Interlocked.Exchange(ref started, Stopwatch.GetTimestamp());
                failure = Try(copy, path, isTyped, read);
                if (failure is not null)
                    return;
                Interlocked.Increment(ref index);
            }
        })
        { IsBackground = true };
        worker.Start();
        while (!worker.Join(200))
        {
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref started)) > Patience)
                Assert.Fail($"Reading copy {Volatile.Read(ref index)} of {Path.GetFileName(path)} has not ended after {Patience}.");
        }

        if (failure is not null)
            Assert.Fail($"Copy {index} of {Path.GetFileName(path)}, seed {Seed}: {failure}");
        Assert.That(index, Is.EqualTo(Count(few)));
    }

    private static string? Try(byte[] copy, string path, Func<Exception, bool> isTyped, Action<string> read)
    {
        File.WriteAllBytes(path, copy);
        var folder = Path.GetDirectoryName(path)!;
        var before = Listing(folder);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(path);
        }
        catch (Exception exception) when (isTyped(exception))
        {
            if (string.IsNullOrWhiteSpace(exception.Message))
                return $"{exception.GetType().Name} without a message.";
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated > (2L * copy.Length) + FreeAllocation)
            return $"reading {copy.Length} bytes allocated {allocated}.";
        return Listing(folder) == before ? null : $"reading changed the folder: {before} became {Listing(folder)}";
    }

    private static string Listing(string folder) => string.Join("; ", new DirectoryInfo(folder)
        .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .OrderBy(f => f.FullName, StringComparer.Ordinal)
        .Select(f => $"{f.FullName} {(f as FileInfo)?.Length} {f.LastWriteTimeUtc.Ticks}"));

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        var at = random.Next(bytes.Length);
        var length = Math.Min(bytes.Length - at, 1 + random.Next(random.Next(8) == 0 ? 4096 : 16));
        switch (random.Next(11))
        {
            case 0:
                return With(bytes, at, [(byte)(bytes[at] ^ (1 << random.Next(8)))]);
            case 1:
                return With(bytes, at, [(byte)random.Next(256)]);
            case 2:
                return bytes[..at];
            case 3:
                return Splice(bytes, at, length, []);
            case 4:
                var inserted = new byte[length];
                random.NextBytes(inserted);
                return Splice(bytes, at, 0, inserted);
            case 5:
                return Splice(bytes, at, 0, bytes.AsSpan(at, length));
            case 6:
                var from = random.Next(bytes.Length);
                return Splice(bytes, at, 0, bytes.AsSpan(from, Math.Min(length, bytes.Length - from)));
            case 7:
                return With(bytes, at, LittleEndian(Extremes[random.Next(Extremes.Length)], 1 << random.Next(4)));
            case 8:
                // Lengths and offsets often stand near the start.
                return With(bytes, random.Next(Math.Min(64, bytes.Length)),
                    LittleEndian(Extremes[random.Next(Extremes.Length)], 1 << random.Next(4)));
            case 9:
                return ReplaceNumber(bytes, at, random);
            default:
                return ReplaceText(bytes, at, random);
        }
    }

    private static byte[] ReplaceNumber(byte[] bytes, int at, Random random)
    {
        var start = bytes.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0)
            return With(bytes, at, [0xFF]);
        start += at;
        var end = start;
        while (end < bytes.Length && bytes[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        return Splice(bytes, start, end - start, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]));
    }

    // The text between two quotation marks becomes another such text of the file, or something strange.
    private static byte[] ReplaceText(byte[] bytes, int at, Random random)
    {
        var (start, length) = Quoted(bytes, at);
        var (otherStart, otherLength) = Quoted(bytes, random.Next(bytes.Length));
        if (length < 0 || otherLength < 0)
            return With(bytes, at, [(byte)'"']);
        ReadOnlySpan<byte> strange = random.Next(4) switch
        {
            0 => ""u8,
            1 => "\\ud800"u8,
            2 => "\\u0000../../x"u8,
            _ => default,
        };
        return Splice(bytes, start, length, random.Next(2) == 0 ? bytes.AsSpan(otherStart, otherLength) : strange);
    }

    private static (int Start, int Length) Quoted(byte[] bytes, int at)
    {
        var first = bytes.AsSpan(at).IndexOf((byte)'"');
        if (first < 0)
            return (0, -1);
        var start = at + first + 1;
        return (start, bytes.AsSpan(start).IndexOf((byte)'"'));
    }

    private static byte[] LittleEndian(ulong value, int size)
    {
        var bytes = new byte[size];
        for (var index = 0; index < size; index++)
            bytes[index] = (byte)(value >> (8 * index));
        return bytes;
    }

    private static byte[] With(byte[] bytes, int at, ReadOnlySpan<byte> values)
    {
        var copy = bytes.ToArray();
        values[..Math.Min(values.Length, bytes.Length - at)].CopyTo(copy.AsSpan(at));
        return copy;
    }

    private static byte[] Splice(byte[] bytes, int at, int removed, ReadOnlySpan<byte> inserted) =>
        [.. bytes.AsSpan(0, at), .. inserted, .. bytes.AsSpan(at + removed)];
}
