using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

public sealed partial class LoraAdapters
{
    internal const string WeightsFile = "adapter_model.safetensors";

    // PEFT writes the weights of these along with their adapters.
    private static readonly string[] EmbeddingNames = ["embed_tokens", "lm_head"];

    /// <summary>
    /// Writes an adapter as PEFT does: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>. The file is read again before it takes
    /// its place, and says what its tensors and the base were.
    /// </summary>
    /// <param name="folder">The folder; files of these names in it are replaced.</param>
    /// <param name="name">The adapter.</param>
    /// <param name="basePath">The base's name or folder, for readers of the config; null for none.</param>
    /// <exception cref="PeftException">There is no such adapter, or it is merged.</exception>
    /// <exception cref="ModelFormatException">The place cannot be written to; nothing half-written stays.</exception>
    public void Save(string folder, string name = DefaultName, string? basePath = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        RequireUnmerged();
        var adapter = Get(name);
        ModelFolderGuard.Run(() =>
        {
            using var scope = new TensorScope();
            using var writer = ModelFolderWriter.Create(folder);
            var (config, tensors) = Export(adapter, basePath);
            writer.WriteJson(LoraConfigFile.FileName, config);
            var path = Path.Combine(writer.Folder, WeightsFile);
            SafetensorsWriter.Write(path, tensors, TensorHashes.Describe(tensors, BaseHash()));
            using (var written = SafetensorsFile.Open(path))
                TensorHashes.Check(written);
            writer.Commit();
        });
    }

    /// <summary>Reads an adapter that PEFT or <see cref="Save"/> wrote, and lets it act alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name it gets.</param>
    /// <param name="options">How; null for one that is not trained on.</param>
    /// <exception cref="ModelFormatException">The folder is missing or wrong, or a tensor is missing, too many, changed or of another shape.</exception>
    /// <exception cref="PeftException">The adapter is for another model, or the name is taken.</exception>
    public void Load(string folder, string name = DefaultName, LoraLoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new LoraLoadOptions();
        ModelFolderGuard.Run(() => Read(Path.Combine(folder, LoraConfigFile.FileName), FindWeights(folder), name, options));
    }

    internal void Read(string configPath, string weightsPath, string name, LoraLoadOptions options)
    {
        var (config, json) = LoraConfigFile.Read(configPath);
        using var file = SafetensorsFile.Open(weightsPath);
        TensorHashes.Check(file);
        if (TensorHashes.BaseOf(file) is { } expected && !options.AllowAnotherBase && BaseHash() is var actual && actual != expected)
        {
            throw new PeftException(
                $"{weightsPath}: the adapter was saved for a base with the fingerprint {expected[..12]}…, and this model's is " +
                $"{actual[..12]}…. Load its own base, or set AllowAnotherBase if only the weights' values differ and that is meant.");
        }

        var adapter = Place(config, name, seed: 0, needsEach: false);
        adapter.Config = json;
        try
        {
            if (config.Initialization is LoraInitialization.Pissa or LoraInitialization.Olora)
            {
                foreach (var path in adapter.Paths)
                {
                    var weights = _layers[path].Bank.Find(name)!;
                    LoraStart.Decompose(_layers[path], weights, path, config.Initialization, new RandomGenerator(0));
                }
            }

            LoraTensors.ReadInto(file, adapter, this);
            Switch([name], options.Trainable);
        }
        catch
        {
            Delete(name);
            throw;
        }
    }

    /// <summary>What an adapter's files hold.</summary>
    internal (JsonObject Config, Dictionary<string, Tensor> Tensors) Export(LoraAdapter adapter, string? basePath)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var options = adapter.Options.Copy();
        var isConverted = adapter.Paths.Any(p => _layers[p].Bank.Find(adapter.Name)!.Start is not null);
        foreach (var path in adapter.Paths)
        {
            var layer = _layers[path];
            foreach (var (suffix, parameter) in layer.Tensors(adapter.Name))
                tensors.Add($"{LoraNames.Prefix}{path}.{suffix}", parameter.Value);
            if (isConverted)
                LoraTensors.Convert(tensors, $"{LoraNames.Prefix}{path}.", layer.Bank.Find(adapter.Name)!);
            if (EmbeddingNames.Contains(path[(path.LastIndexOf('.') + 1)..], StringComparer.Ordinal))
                tensors.Add($"{LoraNames.Prefix}{path}.{LoraNames.BaseLayer}.weight", Original(layer.BaseWeight));
        }

        foreach (var copy in adapter.Copies)
            tensors[LoraNames.Prefix + copy.Name] = copy.Own;
        if (isConverted)
            LoraTensors.Convert(options);
        return (LoraConfigFile.Write(options, adapter.Paths, adapter.Config, basePath), tensors);
    }

    /// <summary>The fingerprint of the base as it is without adapters.</summary>
    internal string BaseHash() => TensorHashes.OfBase(Model.NamedParameters().Where(p => IsOfBase(p.Parameter))
        .Select(p => KeyValuePair.Create(LoraNames.WithoutBase(p.Name), Original(p.Parameter))));

    private static string FindWeights(string folder)
    {
        var path = Path.Combine(folder, WeightsFile);
        if (!File.Exists(path) && File.Exists(Path.Combine(folder, "adapter_model.bin")))
        {
            throw new ModelFolderException(
                folder, $"the weights are a pickle (adapter_model.bin), which is not read because it can run code. Save them as {WeightsFile}.");
        }

        return File.Exists(path) ? path : throw new ModelFolderException(folder, $"there is no {WeightsFile}. Is this an adapter's folder?");
    }

    private Tensor Original(Parameter parameter)
    {
        if (_merged is not null && _merged.TryGetValue(parameter, out var kept))
            return kept;
        foreach (var copy in _adapters.Values.SelectMany(a => a.Copies))
        {
            if (copy.IsActive && ReferenceEquals(copy.Parameter, parameter))
                return copy.Original;
        }

        return parameter.Value;
    }
}
