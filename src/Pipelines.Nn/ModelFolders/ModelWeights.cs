using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// The weights of a model folder, in one safetensors file or several with an index, as one set of named tensors. Files are mapped into
/// memory; nothing is read before it is asked for.
/// </summary>
public sealed class ModelWeights : IDisposable
{
    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, SafetensorsFile> _tensors = new(StringComparer.Ordinal);

    private StoredQuantization? _quantized;

    private ModelWeights(string path) => Path = path;

    /// <summary>The weights file, or the index of several.</summary>
    public string Path { get; }

    /// <summary>The files that hold the tensors.</summary>
    public IReadOnlyList<SafetensorsFile> Files => _files;

    /// <summary>The names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>The bytes of all tensors as they are stored.</summary>
    public long ByteCount
    {
        get
        {
            long bytes = 0;
            foreach (var (name, file) in _tensors)
                bytes += file.Entries[name].ByteCount;
            return bytes;
        }
    }

    /// <summary>How many numbers the tensors hold; a quantized weight counts as the matrix that it stands for.</summary>
    /// <exception cref="TensorFormatException">A quantized weight is wrong.</exception>
    public long ElementCount
    {
        get
        {
            long elements = 0;
            foreach (var (name, file) in _tensors)
            {
                if (!Quantized.IsPart(name))
                    elements += Quantized.Find(name)?.Shape.ElementCount ?? file.Entries[name].ElementCount;
            }

            return elements;
        }
    }

    /// <summary>How the file's weights are quantized, by the first one; null where none is.</summary>
    /// <exception cref="TensorFormatException">A quantized weight is wrong.</exception>
    public QuantizationOptions? Quantization => Quantized.Weights.FirstOrDefault()?.Options;

    /// <summary>The quantized weights.</summary>
    /// <exception cref="TensorFormatException">One is wrong.</exception>
    internal StoredQuantization Quantized => _quantized ??= new StoredQuantization(this);

    /// <summary>Opens one safetensors file.</summary>
    /// <exception cref="ModelFolderException">The file cannot be read.</exception>
    /// <exception cref="TensorFormatException">It is not a valid safetensors file.</exception>
    public static ModelWeights OpenFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var weights = new ModelWeights(path);
        weights.AddFile(path);
        return weights;
    }

    /// <summary>Opens <c>model.safetensors</c>, or else <c>model.safetensors.index.json</c> and the files it names.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="baseName">The name before <c>.safetensors</c>.</param>
    /// <exception cref="ModelFolderException">
    /// There are no such files, the weights are in a format that is not read (the message says how to convert them), the index is wrong, a
    /// file it names is missing, or a tensor is not in its file.
    /// </exception>
    /// <exception cref="TensorFormatException">A file is not a valid safetensors file.</exception>
    public static ModelWeights Open(string folder, string baseName = "model")
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(baseName);
        var single = System.IO.Path.Combine(folder, $"{baseName}.safetensors");
        var index = single + ShardIndex.Suffix;
        var path = File.Exists(single) ? single : File.Exists(index) ? index : throw OtherFormats.NoWeights(folder, baseName);
        var weights = new ModelWeights(path);
        try
        {
            if (path == single)
                weights.AddFile(single);
            else
                weights.AddShards(folder, index);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>A tensor's type, shape and size.</summary>
    /// <exception cref="ModelFolderException">There is no such tensor.</exception>
    public SafetensorsEntry this[string name] => FileOf(name).Entries[name];

    /// <summary>The file that holds a tensor, for reading it.</summary>
    /// <exception cref="ModelFolderException">There is no such tensor.</exception>
    public SafetensorsFile FileOf(string name) => _tensors.TryGetValue(name, out var file)
        ? file
        : throw new ModelFolderException(Path, $"there is no tensor '{name}' among the {_tensors.Count}.");

    /// <summary>Reads a tensor; see <see cref="SafetensorsFile.Read"/>.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="backend">Where it will be.</param>
    /// <param name="elementType">
    /// How it will be stored; null for Float32 if the file holds floating-point numbers and the file's own type otherwise.
    /// </param>
    /// <returns>A tensor of the file's shape, in the innermost scope of the thread, or the caller's.</returns>
    /// <exception cref="ModelFolderException">There is no such tensor.</exception>
    /// <exception cref="TensorFormatException">It cannot be held in this way.</exception>
    public Tensor Read(string name, ITensorBackend backend, ElementType? elementType = null) =>
        FileOf(name).Read(name, backend, elementType);

    /// <summary>Finds the tensor of each parameter, and what is left over on both sides; reads nothing.</summary>
    /// <param name="module">The model.</param>
    /// <param name="map">How the files' names differ from the module's; null if they do not.</param>
    public WeightMatch Match(Module module, WeightMap? map = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        var parameters = module.NamedParameters()
            .Select(p => new ParameterShape(p.Name, p.Parameter.Shape, p.Parameter.Value.ElementType)).ToList();
        foreach (var (path, part) in module.NamedModules())
        {
            if (part is not UnloadedProjection place)
                continue;
            parameters.Add(new ParameterShape($"{path}.weight", new Shape(place.OutputSize, place.InputSize)));
            if (place.HasBias)
                parameters.Add(new ParameterShape($"{path}.bias", new Shape(place.OutputSize)));
        }

        return Match(module.GetType().Name, parameters, map);
    }

    /// <summary>As the form with a model, for one that is only described.</summary>
    /// <param name="modelName">What to call the model in messages.</param>
    /// <param name="parameters">Its parameters, tied ones once.</param>
    /// <param name="map">How the files' names differ from the parameters'; null if they do not.</param>
    public WeightMatch Match(string modelName, IReadOnlyList<ParameterShape> parameters, WeightMap? map = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return WeightMatcher.Match(this, modelName, parameters, map ?? WeightMap.Identity);
    }

    /// <summary>
    /// Reads each parameter straight from the mapped file, converting it to the parameter's type: no second copy of the model is made.
    /// Nothing is changed if anything does not fit.
    /// </summary>
    /// <param name="module">The model.</param>
    /// <param name="map">How the files' names differ from the module's; null if they do not.</param>
    /// <param name="storage">How the weight of a <see cref="UnloadedProjection"/> is held that is not quantized.</param>
    /// <param name="quantization">
    /// How the weights of <see cref="UnloadedProjection"/>s are quantized as they are read, one at a time; null to leave them as the file
    /// has them.
    /// </param>
    /// <returns>Which tensor filled which parameter, and what was left unused.</returns>
    /// <exception cref="ModelFolderException">Tensors are missing, or have other shapes or types; the message lists them.</exception>
    /// <exception cref="TensorFormatException">A quantized weight is wrong.</exception>
    public WeightMatch LoadInto(
        Module module, WeightMap? map = null, WeightStorage storage = WeightStorage.Float32, QuantizationOptions? quantization = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        quantization?.CheckSkips(module);
        var match = Match(module, map);
        match.ThrowIfIncomplete();
        var report = new WeightLoader(this, module, match).Load(storage, quantization);
        return match with { Quantization = report };
    }

    /// <summary>Unmaps the files.</summary>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private SafetensorsFile AddFile(string path)
    {
        try
        {
            var file = SafetensorsFile.Open(path);
            _files.Add(file);
            foreach (var name in file.Entries.Keys)
                _tensors.TryAdd(name, file);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelFolderException(path, $"the file cannot be read: {e.Message}", innerException: e);
        }
    }

    private void AddShards(string folder, string index)
    {
        var map = ShardIndex.Read(index);
        var files = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        foreach (var name in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var path = System.IO.Path.Combine(folder, name);
            if (!File.Exists(path))
                throw new ModelFolderException(
                    index, $"the file '{name}' that it names is not in the folder. Download all parts of the model.", "$.weight_map");
            files.Add(name, AddFile(path));
        }

        foreach (var (tensor, name) in map)
        {
            var file = files[name];
            if (!file.Entries.ContainsKey(tensor))
                throw new ModelFolderException(
                    index, $"the tensor is not in '{name}', where it should be. Download the model again.", $"$.weight_map['{tensor}']");
            _tensors[tensor] = file;
        }
    }
}
