using System.Text.Json;

namespace Pipelines.Retrieval;

/// <summary>
/// A folder that a store is saved in. Every save writes files of new names; the manifest, which is replaced by renaming, says which ones
/// are the store, with their checksums. So at every moment the folder holds one store whole, beside which there may be what a killed save
/// left: the next save takes that away.
/// </summary>
internal sealed class StoreFolder : IDisposable
{
    public const string ManifestName = "manifest.store";

    private const int LargestManifest = 1 << 16;

    private readonly string _folder;
    private readonly string _suffix = Guid.NewGuid().ToString("N");
    private readonly List<StoreFile> _files = [];
    private readonly FileStream _lock;
    private bool _isComplete;

    private StoreFolder(string folder, FileStream folderLock) => (_folder, _lock) = (folder, folderLock);

    private static ReadOnlySpan<byte> Magic => "PLSTORE1"u8;

    private static ReadOnlySpan<string> Roles => new[] { "passages", "words", "vectors" };

    /// <summary>Begins a save; nobody else can before it is disposed of.</summary>
    public static StoreFolder Begin(string folder)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, ".lock");
            return new StoreFolder(folder, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PassageStoreException(
                $"Nothing can be saved in '{folder}': {e.Message} Wait until another save has ended, or choose another folder.", e);
        }
    }

    /// <summary>Reads the manifest.</summary>
    public static byte[] ReadManifest(string folder)
    {
        var path = Path.Combine(folder, ManifestName);
        try
        {
            var bytes = new byte[LargestManifest];
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IndexFormatException($"There is no store that can be read: {e.Message} Check the path.", path, e);
        }
    }

    public static StoreManifest Parse(byte[] bytes, string folder)
    {
        var path = Path.Combine(folder, ManifestName);
        try
        {
            using var stream = new MemoryStream(bytes);
            var manifest = Read(stream, Magic, reader => JsonSerializer.Deserialize<StoreManifest>(reader.ReadString()));
            if (manifest is { Version: 1, Files: not null } && manifest.Files.All(IsPlain)
                && manifest.Files.Select(file => file.Role).Distinct().Count() == manifest.Files.Count)
            {
                return manifest;
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new IndexFormatException($"This is no manifest of a store, or a damaged one: {e.Message}.", path, e);
        }

        throw new IndexFormatException("The manifest is of a later version, or incomplete.", path);
    }

    /// <summary>Where a file of a store is, after its bytes were compared with the checksum in the manifest.</summary>
    public static string? Verify(StoreManifest manifest, string folder, string role)
    {
        if (manifest.Files.FirstOrDefault(file => file.Role == role) is not { } file)
            return null;
        var path = Path.Combine(folder, file.Name);
        if (!File.Exists(path))
            throw new IndexFormatException("The manifest names this file, and it is gone. Save the store again.", path);
        if (Measure(path) != (file.Length, file.Checksum))
            throw new IndexFormatException("The file is damaged: its length or checksum differs. Save the store again.", path);
        return path;
    }

    public static void Write(Stream stream, ReadOnlySpan<byte> magic, Action<BinaryWriter> write)
    {
        stream.Write(magic);
        using var sections = new SectionWriter(stream);
        using var writer = new BinaryWriter(sections);
        write(writer);
        writer.Flush();
        sections.Complete();
    }

    public static T Read<T>(Stream stream, ReadOnlySpan<byte> magic, Func<BinaryReader, T> read)
    {
        Span<byte> start = stackalloc byte[magic.Length];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.SequenceEqual(magic))
            throw new InvalidDataException("it does not begin as one");
        using var sections = new SectionReader(stream);
        using var reader = new BinaryReader(sections);
        var result = read(reader);
        sections.Complete();
        return result;
    }

    public static bool IsDamage(Exception e) =>
        e is InvalidDataException or IOException or FormatException or JsonException or ArgumentException or PassageStoreException;

    /// <summary>Writes a file of the store.</summary>
    public void Add(string role, Action<string> save)
    {
        var name = $"{role}-{_suffix}";
        var path = Path.Combine(_folder, name);
        save(path);
        var (length, checksum) = Measure(path);
        _files.Add(new StoreFile(role, name, length, checksum));
    }

    /// <summary>Makes the files that were added the store.</summary>
    public void Complete(int count, int dimension, VectorMetric metric)
    {
        var json = JsonSerializer.Serialize(new StoreManifest(1, count, dimension, metric, _files));
        AtomicFile.Write(Path.Combine(_folder, ManifestName), stream => Write(stream, Magic, writer => writer.Write(json)));
        _isComplete = true;
    }

    public void Dispose()
    {
        DeleteAllBut(_isComplete ? _suffix : KeptSuffix());
        _lock.Dispose();
    }

    private static bool IsPlain(StoreFile? file) =>
        file is { Role: not null, Name: not null } && Roles.Contains(file.Role)
            && file.Name.StartsWith(file.Role + "-", StringComparison.Ordinal) && Path.GetFileName(file.Name) == file.Name;

    private static unsafe (long Length, uint Checksum) Measure(string path)
    {
        try
        {
            var file = new MappedFile(path);
            var checksum = PieceChecksum.Compute(file.Start, file.Length);
            GC.KeepAlive(file);
            return (file.Length, checksum);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IndexFormatException($"The file cannot be read: {e.Message}", path, e);
        }
    }

    // Of a save that failed nothing stays; what was there before does, whatever state it is in.
    private string? KeptSuffix()
    {
        try
        {
            return Parse(ReadManifest(_folder), _folder).Files.FirstOrDefault()?.Name.Split('-')[^1];
        }
        catch (IndexFormatException)
        {
            return null;
        }
    }

    private void DeleteAllBut(string? suffix)
    {
        foreach (var path in Directory.EnumerateFiles(_folder))
        {
            var name = Path.GetFileName(path).TrimStart('.');
            var isOurs = name.StartsWith(ManifestName + ".", StringComparison.Ordinal);
            foreach (var role in Roles)
                isOurs |= name.StartsWith(role + "-", StringComparison.Ordinal);
            var isKept = suffix is null
                ? !name.Contains(_suffix, StringComparison.Ordinal)
                : name.EndsWith(suffix, StringComparison.Ordinal);
            if (!isOurs || isKept)
                continue;
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody has it open where that forbids deletion: the next save takes it.
            }
        }
    }
}
