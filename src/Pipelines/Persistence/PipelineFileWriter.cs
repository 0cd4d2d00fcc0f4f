using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Pipelines;

/// <summary>Writes a pipeline file: stages' files as they come, then the manifest.</summary>
/// <remarks>
/// Entries are stored, not compressed: weights do not compress, and a reader can bound what it allocates by the size of the file. Times are
/// fixed, so that the same pipeline gives the same bytes.
/// </remarks>
internal sealed class PipelineFileWriter
{
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip;
    private readonly IStageRegistry _registry;
    private readonly List<FileState> _files = [];
    private readonly Dictionary<ITransformer, StageState> _stages = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private string? _open;

    private PipelineFileWriter(Stream destination, string? path, IStageRegistry registry)
    {
        FilePath = path is null ? null : Path.GetFullPath(path);
        _zip = new ZipArchive(destination, ZipArchiveMode.Create, leaveOpen: true);
        _registry = registry;
    }

    /// <summary>The full path that the file gets; null where it is none.</summary>
    public string? FilePath { get; }

    public static void Write(
        ITransformer model, DataViewSchema? inputSchema, Stream destination, string? path, IStageRegistry registry)
    {
        // Closing the archive writes its directory: only a whole one gets that.
        var writer = new PipelineFileWriter(destination, path, registry);
        writer.Write(model, inputSchema);
        writer._zip.Dispose();
    }

    private void Write(ITransformer model, DataViewSchema? inputSchema)
    {
        var root = WriteStage(model, PipelineManifest.RootFolder);
        var manifest = JsonSerializer.SerializeToUtf8Bytes(
            new PipelineManifest(
                PipelineManifest.FormatName,
                PipelineManifest.CurrentVersion,
                inputSchema is null ? null : SchemaJson.Write(inputSchema),
                root,
                _files),
            StateJson.Options);
        using (var entry = CreateEntry(PipelineManifest.EntryName))
            entry.Write(manifest);
        using (var entry = CreateEntry(PipelineManifest.HashEntryName))
            entry.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(manifest))));
    }

    /// <summary>Writes a stage; one that was written already is named again, so that it is one stage again when it is loaded.</summary>
    public StageState WriteStage(ITransformer stage, string folder)
    {
        if (_stages.TryGetValue(stage, out var written))
            return written;
        if (!_registry.TryGet(stage.GetType(), out var descriptor))
        {
            throw new PipelineException(
                $"{stage.GetType()} cannot be saved: it is not a registered stage, so nothing could load it back. Register it: "
                + $"builder.AddStage<TEstimator, TOptions, TTransformer>(\"package.stage\") or "
                + $"builder.AddTransformer<{stage.GetType().Name}>(\"package.stage\").");
        }

        var context = new PipelineSaveContext(this, folder);
        if (stage is ISavableTransformer savable)
            savable.Save(context);
        else
            context.WriteJson(stage, stage.GetType(), ModelFiles.State);
        RefuseIfOpen();
        var assembly = descriptor.TransformerType.Assembly.GetName();
        var state = new StageState(descriptor.Id, descriptor.Version, $"{assembly.Name} {assembly.Version}", folder, context.Children);
        _stages.Add(stage, state);
        return state;
    }

    public Stream CreateFile(string name)
    {
        RefuseIfOpen();
        if (EntryNames.Problem(name) is { } problem)
            throw new ArgumentException($"'{name}' cannot be the name of a saved file: {problem}.", nameof(name));
        if (!_names.Add(name))
            throw new ArgumentException($"The file '{name}' was written already; names must differ by more than case.", nameof(name));
        _open = name;
        return new HashingStream(CreateEntry(name), (size, hash) =>
        {
            _files.Add(new FileState(name, size, hash));
            _open = null;
        });
    }

    private void RefuseIfOpen()
    {
        if (_open is not null)
            throw new InvalidOperationException($"'{_open}' is still being written. Dispose its stream before the next call.");
    }

    private Stream CreateEntry(string name)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = EntryTime;
        return entry.Open();
    }
}
