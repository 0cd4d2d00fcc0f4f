using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Writes a model folder in Hugging Face's layout. Files are made in a folder beside the target; <see cref="Commit"/> puts them in their
/// place, and without it nothing of them stays. What a killed process left of writing the same folder goes with the next commit.
/// </summary>
/// <example>
/// <code>
/// using var writer = ModelFolderWriter.Create("models/mine");
/// writer.WriteJson("config.json", config);
/// writer.WriteWeights(model, map);
/// writer.Commit();
/// </code>
/// </example>
public sealed class ModelFolderWriter : IDisposable
{
    private const string WeightsFile = "model.safetensors";
    private const string FirstPart = "model-";
    private const string LastPart = ".safetensors";
    private const string Temporary = ".tmp";
    private const int ProofBytes = 1 << 24;

    // Readers of the reference library refuse files that do not say so.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    private static readonly JsonWriterOptions JsonForm = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _target;
    private readonly UnfinishedFolder _unfinished;

    private ModelFolderWriter(string target, UnfinishedFolder unfinished)
    {
        _target = target;
        _unfinished = unfinished;
    }

    /// <summary>The folder in which files are made; what else belongs to the model (a tokenizer) can be written into it.</summary>
    public string Folder => _unfinished.Path;

    /// <summary>Begins to write a folder.</summary>
    /// <param name="path">The folder. If it is there, files of the same names and older weights are replaced and the others stay.</param>
    /// <exception cref="ModelFolderException">The place cannot be written to.</exception>
    public static ModelFolderWriter Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(target))
            throw new ModelFolderException(target, "this is a file; give the name of a folder.");
        try
        {
            return new ModelFolderWriter(target, UnfinishedFolder.Create(ParentOf(target), $"{Path.GetFileName(target)}.", Temporary));
        }
        catch (Exception e) when (IsFileError(e))
        {
            throw CannotWrite(target, e);
        }
    }

    /// <summary>Writes a JSON file as the reference library does: indented by two, keys sorted.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">What it holds.</param>
    /// <exception cref="ModelFolderException">It cannot be written.</exception>
    public void WriteJson(string name, JsonObject content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Guarded(() =>
        {
            using var stream = new FileStream(Path.Combine(Folder, name), FileMode.Create, FileAccess.Write, FileShare.None);
            using (var writer = new Utf8JsonWriter(stream, JsonForm))
                Sorted(content).WriteTo(writer);
            stream.WriteByte((byte)'\n');
            stream.Flush(flushToDisk: true);
        });
    }

    /// <summary>
    /// Writes the parameters of a model under the names of the modules; tied ones once, under their first name. Quantized weights are
    /// written as bitsandbytes does, and read again to prove it.
    /// </summary>
    /// <param name="module">The model.</param>
    /// <param name="map">Which parameters the files hold transposed; null for none.</param>
    /// <param name="options">How; null for Float32 in files of at most 5 GB.</param>
    /// <exception cref="ModelFolderException">They cannot be written.</exception>
    public void WriteWeights(Module module, WeightMap? map = null, ModelWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (var (path, part) in module.NamedModules())
        {
            if (part is IAdapterModule)
            {
                throw new ModelFolderException(
                    _target, $"an adapter is attached to '{path}'. Save the adapter, or merge and unload it to write the model.");
            }
        }

        options ??= new ModelWriteOptions();
        var transposed = map?.Transposed ?? [];
        List<SafetensorsItem> items = [];
        foreach (var (name, parameter) in module.NamedParameters())
            items.Add(new SafetensorsItem(name, parameter.Value, WeightMap.EndsInAny(name, transposed)));
        using var scope = new TensorScope();
        var quantized = QuantizedWeights.FileTensors(module);
        foreach (var (name, tensor) in quantized)
            items.Add(new SafetensorsItem(name, tensor) { KeepsType = true });
        var shards = Split(items, options);
        Guarded(() =>
        {
            if (shards.Count == 1)
                SafetensorsWriter.Write(Path.Combine(Folder, WeightsFile), items, Metadata, options.ElementType);
            else
                WriteShards(shards, options);
        });
        Prove(quantized);
    }

    /// <summary>
    /// Puts the files in their place: the whole folder at once where there is none yet, else file by file, each whole, the config last.
    /// </summary>
    /// <exception cref="ModelFolderException">They cannot be put there.</exception>
    public void Commit()
    {
        Guarded(() =>
        {
            if (Directory.Exists(_target))
                Replace();
            else
                Directory.Move(Folder, _target);
        });

        // Only now: what a commit that was killed half-way has not moved yet would be lost with them.
        _unfinished.Dispose();
        UnfinishedFolder.RemoveLeftovers(ParentOf(_target), $"{Path.GetFileName(_target)}.", Temporary);
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose() => _unfinished.Dispose();

    // Codes and scales are read again: what was written is what is in memory, bit for bit.
    private void Prove(IReadOnlyDictionary<string, Tensor> quantized)
    {
        if (quantized.Count == 0)
            return;
        using var written = ModelWeights.Open(Folder);
        foreach (var (name, tensor) in quantized)
        {
            var file = written.FileOf(name);
            for (long start = 0; start < tensor.ByteCount; start += ProofBytes)
            {
                var count = (int)Math.Min(ProofBytes, tensor.ByteCount - start);
                if (!file.GetBytes(name, start, count).SequenceEqual(tensor.Storage.HostBytes(start, count)))
                    throw new ModelFolderException(_target, $"'{name}' was not written as it is in memory. Is the disk sound?");
            }
        }
    }

    private static long ByteCount(SafetensorsItem item, ModelWriteOptions options)
    {
        var type = item.Tensor.ElementType == ElementType.Float32 && !item.KeepsType ? options.ElementType : item.Tensor.ElementType;
        return item.Tensor.ElementCount * type.ByteSize();
    }

    private static List<List<SafetensorsItem>> Split(List<SafetensorsItem> items, ModelWriteOptions options)
    {
        List<List<SafetensorsItem>> shards = [[]];
        long size = 0;
        foreach (var item in items)
        {
            var bytes = ByteCount(item, options);
            if (size + bytes > options.MaximumShardSize && shards[^1].Count > 0)
            {
                shards.Add([]);
                size = 0;
            }

            shards[^1].Add(item);
            size += bytes;
        }

        return shards;
    }

    private void WriteShards(List<List<SafetensorsItem>> shards, ModelWriteOptions options)
    {
        var map = new JsonObject();
        long total = 0;
        for (var i = 0; i < shards.Count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{FirstPart}{i + 1:00000}-of-{shards.Count:00000}{LastPart}");
            SafetensorsWriter.Write(Path.Combine(Folder, name), shards[i], Metadata, options.ElementType);
            foreach (var item in shards[i])
            {
                map.Add(item.Name, name);
                total += ByteCount(item, options);
            }
        }

        WriteJson(
            WeightsFile + ShardIndex.Suffix,
            new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = total }, ["weight_map"] = map });
    }

    private static JsonNode Sorted(JsonNode node) => node is not JsonObject json
        ? node.DeepClone()
        : new JsonObject(json.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Sorted(p.Value))));

    private static bool IsWeights(string name) => name is WeightsFile or (WeightsFile + ShardIndex.Suffix)
        || (name.StartsWith(FirstPart, StringComparison.Ordinal) && name.EndsWith(LastPart, StringComparison.Ordinal));

    private void Replace()
    {
        var names = Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)).ToList();
        if (names.Exists(IsWeights))
        {
            // Weights of other names would go before the new ones, or stay for ever.
            foreach (var old in Directory.GetFiles(_target))
            {
                var name = Path.GetFileName(old);
                if (IsWeights(name) && !names.Contains(name))
                    File.Delete(old);
            }
        }

        foreach (var name in names.OrderBy(n => n == ModelFolder.ConfigFile).ThenBy(n => n, StringComparer.Ordinal))
            File.Move(Path.Combine(Folder, name), Path.Combine(_target, name), overwrite: true);
        foreach (var folder in Directory.GetDirectories(Folder))
        {
            var place = Path.Combine(_target, Path.GetFileName(folder));
            if (Directory.Exists(place))
                Directory.Delete(place, recursive: true);
            Directory.Move(folder, place);
        }

        Directory.Delete(Folder, recursive: true);
    }

    // A file system's root is beside nothing: what is made in it fails as it should.
    private static string ParentOf(string target) => Path.GetDirectoryName(target) ?? target;

    private static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    private static ModelFolderException CannotWrite(string path, Exception e) =>
        new(
            path,
            $"the model cannot be written there: {e.Message} Check that there is room on the disk and that the folder may be written to.",
            innerException: e);

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (IsFileError(e))
        {
            throw CannotWrite(_target, e);
        }
    }
}
