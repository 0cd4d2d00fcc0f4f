using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Pipelines;

/// <summary>
/// Opens a pipeline file that may hold anything: nothing in it is believed before it was checked, no size allocated that the file does not
/// have, and every error is a <see cref="ModelFormatException"/> with the file and the entry.
/// </summary>
internal sealed class PipelineFileReader : IDisposable
{
    private const int MaxManifestBytes = 16 << 20;
    private const int MaxEntries = 1 << 16;

    private readonly string? _path;
    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileState> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _verified = new(StringComparer.Ordinal);

    /// <param name="stream">The archive; it can be sought in.</param>
    /// <param name="path">Its name in errors, where it is a file.</param>
    public PipelineFileReader(Stream stream, string? path)
    {
        _path = path;
        _zip = Guard("", "It is truncated, damaged, or no pipeline file at all.",
            () => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
        try
        {
            Guard("", "It is truncated or damaged.", () => ReadEntries(stream.Length));
            Manifest = ReadManifest();
            Guard(PipelineManifest.EntryName, "", CheckFiles);
        }
        catch
        {
            _zip.Dispose();
            throw;
        }
    }

    public PipelineManifest Manifest { get; }

    /// <summary>The full path of the file; null where it is none.</summary>
    public string? FilePath => _path is null ? null : Path.GetFullPath(_path);

    /// <summary>The stages that were loaded, by folder: one that several others hold is loaded once.</summary>
    public Dictionary<string, ITransformer> Loaded { get; } = new(StringComparer.Ordinal);

    public bool Exists(string name) => _files.ContainsKey(name);

    /// <summary>Opens a file whose content was checked against its hash.</summary>
    public Stream Open(string name)
    {
        var file = Find(name);
        if (_verified.Add(name))
        {
            Guard(name, "", () =>
            {
                using var content = _entries[name].Open();
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var buffer = new byte[1 << 16];
                var total = 0L;
                for (int read; (read = content.Read(buffer)) > 0;)
                {
                    hash.AppendData(buffer, 0, read);
                    total += read;
                }

                if (total != file.Size || Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
                {
                    _verified.Remove(name);
                    throw Error(name, "its content does not match its hash: the file was edited or damaged. Save the pipeline again, or "
                        + "copy the file again.");
                }

                return 0;
            });
        }

        return Guard(name, "", () => _entries[name].Open());
    }

    /// <summary>Reads JSON state.</summary>
    public object? ReadJson(string name, Type type)
    {
        var file = Find(name);
        if (file.Size > StateJson.MaxBytes)
            throw Error(name, $"it is {file.Size >> 20} MiB, more than the {StateJson.MaxBytes >> 20} MiB that state may be.");
        using var stream = Open(name);
        return Guard(name, "It is not the state this version of the stage writes.",
            () => JsonSerializer.Deserialize(stream, type, StateJson.Options));
    }

    /// <summary>An error about an entry of this file.</summary>
    public ModelFormatException Error(string entry, string message, Exception? inner = null) =>
        new(entry.Length == 0 ? message : $"entry '{entry}': {message}", _path ?? "pipeline file", null, inner);

    /// <summary>Does work on an entry, whose errors become errors of this file.</summary>
    public T Guard<T>(string entry, string advice, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not (PipelineException or OperationCanceledException or OutOfMemoryException))
        {
            throw Error(entry, $"{e.Message} {advice}".TrimEnd(), e);
        }
    }

    public void Dispose() => _zip.Dispose();

    private FileState Find(string name) =>
        _files.TryGetValue(name, out var file) ? file : throw Error(name, "it is not there. The stage needs it; save the pipeline again.");

    private int ReadEntries(long archiveLength)
    {
        if (_zip.Entries.Count > MaxEntries)
            throw Error("", $"it has {_zip.Entries.Count} entries, more than {MaxEntries}.");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var total = 0L;
        foreach (var entry in _zip.Entries)
        {
            var name = entry.FullName;
            if (EntryNames.Problem(name) is { } problem)
                throw Error(Shown(name), $"its name is not one that a pipeline file has: {problem}.");
            if (!names.Add(name))
                throw Error(name, "it is there twice.");

            // Stored entries cannot be larger than the file they are in; overlapping ones would add up to more.
            total += entry.Length;
            if (entry.Length != entry.CompressedLength)
                throw Error(name, "it is compressed. Pipeline files store their entries as they are; the file was packed anew by another "
                    + "program.");
            if (total > archiveLength)
                throw Error(name, $"the entries so far claim {total} bytes, but the file has {archiveLength}.");
            _entries.Add(name, entry);
        }

        return 0;
    }

    private PipelineManifest ReadManifest()
    {
        var json = ReadSmall(PipelineManifest.EntryName);
        var hash = Encoding.ASCII.GetString(ReadSmall(PipelineManifest.HashEntryName));
        if (hash != Convert.ToHexStringLower(SHA256.HashData(json)))
            throw Error(PipelineManifest.EntryName, "its content does not match its hash: the file was edited or damaged. Save the "
                + "pipeline again.");
        return Guard(PipelineManifest.EntryName, "", () =>
        {
            using (var document = JsonDocument.Parse(json))
                CheckVersion(document.RootElement);
            return JsonSerializer.Deserialize<PipelineManifest>(json, StateJson.Options)
                ?? throw Error(PipelineManifest.EntryName, "it is null.");
        });
    }

    private void CheckVersion(JsonElement manifest)
    {
        if (manifest.ValueKind != JsonValueKind.Object || !manifest.TryGetProperty(nameof(PipelineManifest.Format), out var format)
            || format.ValueKind != JsonValueKind.String || format.GetString() != PipelineManifest.FormatName)
        {
            throw Error(PipelineManifest.EntryName, "it is not the manifest of a pipeline file.");
        }

        var version = manifest.TryGetProperty(nameof(PipelineManifest.FormatVersion), out var number) && number.TryGetInt32(out var value)
            ? value
            : 0;
        if (version is < 1 or > PipelineManifest.CurrentVersion)
        {
            throw Error(
                PipelineManifest.EntryName,
                $"the file has format version {version}; this program reads versions 1 to {PipelineManifest.CurrentVersion}. Update the "
                + "Pipelines packages.");
        }
    }

    private byte[] ReadSmall(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw Error(name, "it is not there. This is no pipeline file, or it was damaged.");
        if (entry.Length > MaxManifestBytes)
            throw Error(name, $"it is {entry.Length} bytes long, more than {MaxManifestBytes}.");
        return Guard(name, "", () =>
        {
            using var stream = entry.Open();
            var content = new byte[entry.Length];
            stream.ReadExactly(content);
            return content;
        });
    }

    private int CheckFiles()
    {
        foreach (var file in Manifest.Files)
        {
            if (file is null)
                throw new FormatException("it names a file that is null.");
            if (!_entries.TryGetValue(file.Name, out var entry))
                throw Error(file.Name, "the manifest names it, but it is not there.");
            if (entry.Length != file.Size)
                throw Error(file.Name, $"it has {entry.Length} bytes, but the manifest says {file.Size}.");
            if (!_files.TryAdd(file.Name, file))
                throw Error(file.Name, "the manifest names it twice.");
        }

        foreach (var name in _entries.Keys)
        {
            if (name is not (PipelineManifest.EntryName or PipelineManifest.HashEntryName) && !_files.ContainsKey(name))
                throw Error(name, "the manifest does not name it: it was added after the pipeline was saved.");
        }

        return 0;
    }

    private static string Shown(string name) => string.Concat(name.Take(80).Select(c => char.IsControl(c) ? '?' : c));
}
