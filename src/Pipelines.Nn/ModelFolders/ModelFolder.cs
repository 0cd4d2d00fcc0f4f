namespace Pipelines.Nn;

/// <summary>
/// A folder with a model in Hugging Face's layout: <c>config.json</c>, weights in <c>model.safetensors</c> (or several files and an index),
/// and what lies beside them. Opening reads the config only; weights are mapped when first asked for. Not for several threads.
/// </summary>
public sealed class ModelFolder : IDisposable
{
    /// <summary>The file of the architecture.</summary>
    public const string ConfigFile = "config.json";

    private ModelWeights? _weights;

    private ModelFolder(string path, ConfigSection config)
    {
        Path = path;
        Config = config;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Path { get; }

    /// <summary>The architecture: <c>config.json</c>.</summary>
    public ConfigSection Config { get; }

    /// <summary>
    /// The config's <c>model_type</c>, which names the family (<c>gpt2</c>, <c>llama</c>, <c>bert</c>); empty if it has none.
    /// </summary>
    public string ModelType => Config.GetString("model_type", "");

    /// <summary>
    /// The config's <c>architectures</c>: the reference library's classes (<c>LlamaForCausalLM</c>); empty if it has none.
    /// </summary>
    public IReadOnlyList<string> Architectures => Config.FindStrings("architectures") ?? [];

    /// <summary>The weights, mapped when first asked for.</summary>
    /// <exception cref="ModelFolderException">There are none, or in a format that is not read; or an index is wrong.</exception>
    /// <exception cref="Tensors.TensorFormatException">A file is not a valid safetensors file.</exception>
    public ModelWeights Weights => _weights ??= ModelWeights.Open(Path);

    /// <summary>Opens a folder and reads its config.</summary>
    /// <exception cref="ModelFolderException">There is no such folder, or its <c>config.json</c> is missing or wrong.</exception>
    public static ModelFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (File.Exists(full))
            throw OtherFormats.NoFolder(full);
        if (!Directory.Exists(full))
            throw new ModelFolderException(full, "there is no such folder. Models are not downloaded; give the folder of one that was.");
        var config = System.IO.Path.Combine(full, ConfigFile);
        if (!File.Exists(config))
            throw new ModelFolderException(full, $"there is no {ConfigFile} in the folder, so it is no model folder.");
        return new ModelFolder(full, ConfigSection.Read(config));
    }

    /// <summary>The full path of a file of the folder; null if it is not there.</summary>
    /// <param name="name">The file's name, or its path from the folder.</param>
    public string? FindFile(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Reads a JSON file of the folder that holds one object; null if the file is not there.</summary>
    /// <exception cref="ModelFolderException">The file is wrong.</exception>
    public ConfigSection? FindConfig(string name) => FindFile(name) is { } path ? ConfigSection.Read(path) : null;

    /// <summary>Unmaps the weights.</summary>
    public void Dispose() => _weights?.Dispose();
}
