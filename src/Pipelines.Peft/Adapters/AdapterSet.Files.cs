using System.Globalization;
using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft;

public abstract partial class AdapterSet
{
    internal const string WeightsFile = "adapter_model.safetensors";

    /// <summary>
    /// Writes an adapter as PEFT does: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>. Before the files take their place
    /// they are read again and put on the model, which must compute with them what it computes with the adapter in memory. They say what
    /// their tensors, the base and the tokenizer were.
    /// </summary>
    /// <param name="folder">The folder; files of these names in it are replaced.</param>
    /// <param name="name">The adapter.</param>
    /// <param name="basePath">The base's name or folder, for readers of the config; null for none.</param>
    /// <param name="tokenizer">The tokenizer the adapter was trained with, whose fingerprint is kept; null where not known.</param>
    /// <returns>How the files compared with the adapter in memory.</returns>
    /// <exception cref="PeftException">There is no such adapter, it is merged, or the files do not compute what it does.</exception>
    /// <exception cref="ModelFormatException">The place cannot be written to; nothing half-written stays.</exception>
    public AdapterProof Save(string folder, string name = DefaultName, string? basePath = null, Tokenizer? tokenizer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        RequireUnmerged();
        var adapter = Get(name);
        AdapterProof? proof = null;
        ModelFolderGuard.Run(() =>
        {
            using var scope = new TensorScope();
            using var writer = ModelFolderWriter.Create(folder);
            var json = AdapterConfigFile.Start(adapter.Config, Method, basePath);
            WriteOptions(json, adapter);
            writer.WriteJson(AdapterConfigFile.FileName, json);
            var tensors = Export(adapter);
            var metadata = TensorHashes.Describe(tensors, BaseHash());
            if (tokenizer is not null)
                metadata.Add(TensorHashes.TokenizerKey, tokenizer.Fingerprint);
            var path = Path.Combine(writer.Folder, WeightsFile);
            SafetensorsWriter.Write(path, tensors, metadata);
            proof = Prove(adapter, Path.Combine(writer.Folder, AdapterConfigFile.FileName), path);
            if (proof.LargestDifference is { } difference)
                metadata.Add(TensorHashes.DifferenceKey, difference.ToString("R", CultureInfo.InvariantCulture));
            SafetensorsWriter.Write(path, tensors, metadata);
            using (var written = SafetensorsFile.Open(path))
                TensorHashes.Check(written);
            writer.Commit();
        });
        return proof!;
    }

    /// <summary>Reads an adapter that PEFT or <see cref="Save"/> wrote, and lets it act alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name it gets.</param>
    /// <param name="options">How; null for one that is not trained on.</param>
    /// <exception cref="ModelFormatException">
    /// The folder is missing or wrong, or a tensor is missing, too many, changed or of another shape.
    /// </exception>
    /// <exception cref="PeftException">The adapter is for another model or tokenizer, or the name is taken.</exception>
    public void Load(string folder, string name = DefaultName, AdapterLoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new AdapterLoadOptions();
        ModelFolderGuard.Run(() => Read(Path.Combine(folder, AdapterConfigFile.FileName), FindWeights(folder), name, options));
    }

    internal void Read(string configPath, string weightsPath, string name, AdapterLoadOptions options)
    {
        var (config, json) = AdapterConfigFile.Read(configPath, Method);
        using var file = SafetensorsFile.Open(weightsPath);
        TensorHashes.Check(file);
        if (!options.AllowAnotherBase && AnotherBase(file) is { } problem)
        {
            throw new PeftException(
                $"{weightsPath}: {problem}. Load its own base, or set AllowAnotherBase if only the weights' values differ and that is "
                + "meant.");
        }

        if (options.Tokenizer is { } tokenizer && file.Metadata.GetValueOrDefault(TensorHashes.TokenizerKey) is { } made
            && made != tokenizer.Fingerprint)
        {
            throw new PeftException(
                $"{weightsPath}: the adapter was trained with another tokenizer (fingerprint {made}) than this one " +
                $"({tokenizer.Fingerprint}): " +
                "its ids mean other texts. Use its own tokenizer.");
        }

        var adapter = PlaceRead(config, json, name);
        adapter.Config = json;
        try
        {
            ReadTensors(file, adapter);
            Switch([name], options.Trainable);
        }
        catch
        {
            Delete(name);
            throw;
        }
    }

    /// <summary>What speaks against this model as the base of a file's adapter; null where nothing does.</summary>
    internal string? AnotherBase(SafetensorsFile file) =>
        TensorHashes.BaseOf(file) is { } expected && BaseHash() is var actual && actual != expected
        ? $"the adapter was saved for a base with the fingerprint {expected[..Math.Min(12, expected.Length)]}…, and this model's is "
            + $"{actual[..12]}…"
        : null;

    /// <summary>Places an adapter that a configuration describes.</summary>
    private protected abstract Adapter PlaceRead(ConfigSection config, JsonObject json, string name);

    /// <summary>Writes an adapter's options over a configuration.</summary>
    private protected abstract void WriteOptions(JsonObject json, Adapter adapter);

    /// <summary>What an adapter's file holds: its parameters, and its values of parameters of the base.</summary>
    protected virtual Dictionary<string, Tensor> Export(Adapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        var tensors = TensorsOf(adapter).ToDictionary(t => t.Name, t => t.Parameter.Value, StringComparer.Ordinal);
        foreach (var copy in adapter.Copies)
            tensors[AdapterNames.Prefix + copy.Name] = copy.Own;
        return tensors;
    }

    /// <summary>Reads all tensors of a file into a placed adapter.</summary>
    /// <param name="file">The file, whose tensors have PEFT's names.</param>
    /// <param name="adapter">The adapter, whose parameters have their shapes already.</param>
    /// <exception cref="TensorFormatException">A tensor is missing, too many, or of another shape.</exception>
    protected virtual void ReadTensors(SafetensorsFile file, Adapter adapter)
    {
        var reader = new AdapterTensors(file);
        var copies = adapter.Copies.ToList();
        ReadParameters(reader, adapter);
        foreach (var copy in copies)
            ReadCopy(reader, copy, adapter);
        reader.RequireAllRead();
    }

    /// <summary>Reads an adapter's parameters, and what else its file has for its modules.</summary>
    private protected virtual void ReadParameters(AdapterTensors reader, Adapter adapter)
    {
        foreach (var (name, parameter) in TensorsOf(adapter))
            reader.Read(name, parameter.Value, "the config asks for it");
    }

    /// <summary>Reads an adapter's values of a parameter of the base.</summary>
    private protected virtual void ReadCopy(AdapterTensors reader, TrainedCopy copy, Adapter adapter) =>
        reader.Read(AdapterNames.Prefix + copy.Name, copy.Own, "the config trains it with the adapter");

    /// <summary>The fingerprint of the base as it is without adapters.</summary>
    private string BaseHash()
    {
        using var scope = new TensorScope();
        var parameters = Model.NamedParameters().Where(p => IsOfBase(p.Parameter))
            .Select(p => KeyValuePair.Create(AdapterNames.WithoutBase(p.Name), Original(p.Parameter)));
        var quantized = QuantizedWeights.Of(Model)
            .SelectMany(q => QuantizedWeights.FileTensors(AdapterNames.WithoutBase($"{q.Path}.weight"), Original(q.Layer)));
        return TensorHashes.OfBase(parameters.Concat(quantized));
    }

    private static string FindWeights(string folder)
    {
        var path = Path.Combine(folder, WeightsFile);
        if (!File.Exists(path) && File.Exists(Path.Combine(folder, "adapter_model.bin")))
        {
            throw new ModelFolderException(
                folder,
                $"the weights are a pickle (adapter_model.bin), which is not read because it can run code. Save them as {WeightsFile}.");
        }

        return File.Exists(path) ? path : throw new ModelFolderException(
            folder, $"there is no {WeightsFile}. Is this an adapter's folder?");
    }

    // The model computes with the adapter in memory, then with what was written; both are on it for a moment.
    private AdapterProof Prove(Adapter adapter, string configPath, string weightsPath)
    {
        var (active, isTrainable) = (_active.ToList(), IsTrainable);
        var saved = $"{adapter.Name}-as-saved";
        while (_adapters.ContainsKey(saved))
            saved += "-";
        try
        {
            Switch([adapter.Name], isTrainable: false);
            var expected = AdapterProbe.Run(Model);
            Read(configPath, weightsPath, saved, new AdapterLoadOptions { AllowAnotherBase = true });
            var proof = AdapterProbe.Compare(expected, AdapterProbe.Run(Model));
            return proof.IsEqual
                ? proof
                : throw new PeftException(
                    $"The adapter '{adapter.Name}' was not saved: what was written computes something else (the largest difference is " +
                    $"{proof.LargestDifference:G3}, and greedy answers are {(proof.SameAnswers == false ? "not " : "")}the same). " +
                    "This is a defect of the method; please report it.");
        }
        finally
        {
            if (_adapters.ContainsKey(saved))
                Delete(saved);
            Switch(active, isTrainable);
        }
    }
}
