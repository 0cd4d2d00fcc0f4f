using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>
/// Reads the matrices of a model's layers from its files whenever a layer computes, forwards or backwards, lets those of the layer before
/// go, and reads the next layer's in the background meanwhile. What is computed is what the resident model computes, bit for bit. Norms and
/// biases stay. The files are closed when the model is disposed. For one thread at a time, as the model.
/// </summary>
public sealed class LayerStream : ITensorSource
{
    private readonly ITensorBackend _backend;
    private readonly StreamingPlan _plan;
    private readonly List<List<StreamedMatrix>> _layers = [];
    private readonly Dictionary<Tensor, int> _layerOf = new(ReferenceEqualityComparer.Instance);
    private readonly List<SafetensorsReader> _readers = [];
    private readonly Lock _gate = new();
    private Task<List<Tensor>>? _reading;
    private int _readingLayer = -1;
    private int _current = -1;
    private int _last = -1;
    private int _direction = 1;
    private int _alive;

    /// <summary>Makes a stream for a model that is yet to be made.</summary>
    /// <param name="backend">What the model computes on.</param>
    /// <param name="plan">What stays.</param>
    public LayerStream(ITensorBackend backend, StreamingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(plan);
        (_backend, _plan) = (backend, plan);
    }

    /// <summary>How many times a layer was read.</summary>
    public long ReadCount { get; private set; }

    /// <summary>How many of those reads were begun before the layer was asked for.</summary>
    public long PrefetchCount { get; private set; }

    private bool IsReady => _readers.Count > 0;

    /// <summary>Takes the next layer over: its matrices are frozen and let go, so that the layers never exist all together.</summary>
    public void Add(Module layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        List<StreamedMatrix> matrices = [];
        foreach (var parameter in layer.Parameters())
        {
            if (parameter.Shape.Rank != 2)
                continue;
            parameter.RequiresGradient = false;
            parameter.Value.StreamFrom(this);
            matrices.Add(new StreamedMatrix(parameter.Value));
            _layerOf.Add(parameter.Value, _layers.Count);
        }

        _alive += matrices.Count;
        _layers.Add(matrices);
    }

    /// <summary>Reads what stays in memory, and finds out where the rest is.</summary>
    /// <param name="module">The model, all of whose layers were added.</param>
    /// <param name="weights">Its weights; they need not stay open.</param>
    /// <param name="map">How the files' names differ from the module's.</param>
    /// <exception cref="ModelFolderException">Tensors are missing, or have other shapes or types.</exception>
    /// <exception cref="TensorFormatException">A file cannot be read.</exception>
    public WeightMatch Load(Module module, ModelWeights weights, WeightMap map)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(weights);
        var match = weights.Match(module, map);
        match.ThrowIfIncomplete();
        var readers = new Dictionary<string, SafetensorsReader>(StringComparer.Ordinal);
        foreach (var file in weights.Files)
        {
            readers.Add(file.Path, SafetensorsReader.Open(file.Path));
            _readers.Add(readers[file.Path]);
        }

        var parameters = module.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter, StringComparer.Ordinal);
        foreach (var source in match.Sources)
        {
            var value = parameters[source.ParameterName].Value;
            var reader = readers[weights.FileOf(source.TensorName).Path];
            if (_layerOf.TryGetValue(value, out var layer))
                _layers[layer].Find(m => ReferenceEquals(m.Target, value))!.Place(reader, source);
            else
                reader.ReadInto(source.TensorName, value, source.IsTransposed);
        }

        return match;
    }

    void ITensorSource.Load(Tensor tensor)
    {
        if (!IsReady)
            throw Refuse(tensor, "be used before the model is loaded");
        ModelFolderGuard.Run(() => Enter(_layerOf[tensor]));
    }

    void ITensorSource.Forget(Tensor tensor)
    {
        if (--_alive > 0)
            return;
        Discard();
        foreach (var reader in _readers)
            reader.Dispose();
        _readers.Clear();
    }

    /// <inheritdoc/>
    public Exception Refuse(Tensor tensor, string purpose)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var name = _layerOf.TryGetValue(tensor, out var layer)
            ? _layers[layer].Find(m => ReferenceEquals(m.Target, tensor))?.Name
            : null;
        return new PipelineException(
            $"The weight {name ?? tensor.Shape.ToString()} is read from its file whenever it is needed (MemoryBudget): it cannot " +
            $"{purpose}. Train adapters, norms or biases, or load the model without a budget.");
    }

    private void Enter(int layer)
    {
        var read = TakeRead(layer);
        if (_current >= 0 && _current != layer)
        {
            foreach (var matrix in _layers[_current])
                matrix.Vacate();
            _current = -1;
        }

        // Whoever waits for the layer finds room for it: the other buffer is empty now.
        read ??= Read(layer);
        for (var i = 0; i < read.Count; i++)
        {
            var matrix = _layers[layer][i];
            if (matrix.IsAlive && !matrix.Target.IsResident)
                matrix.Target.Provide(read[i]);
            else
                read[i].Dispose();
        }

        ReadCount++;
        if (layer >= _plan.PinnedLayerCount)
            _current = layer;
        ReadAhead(Predict(layer));
    }

    /// <summary>
    /// The layer that is likely to be asked for next: up, after the last one down again for the backward pass, or from the first one that
    /// does not stay.
    /// </summary>
    private int Predict(int layer)
    {
        var (first, end) = (_plan.PinnedLayerCount, _layers.Count - 1);
        if (layer != _last)
            _direction = layer > _last || (layer == first && _last == end && end - first > 1) ? 1 : -1;
        _last = layer;
        if (_direction > 0)
            return layer < end ? layer + 1 : GradientTape.IsOpen ? end - 1 : first;
        return layer > first ? layer - 1 : layer + 1;
    }

    private void ReadAhead(int layer)
    {
        if (layer < 0 || layer >= _layers.Count || layer == _current || _layers[layer].TrueForAll(m => m.Target.IsResident))
            return;
        _readingLayer = layer;
        _reading = Task.Run(() => Read(layer));
    }

    private List<Tensor>? TakeRead(int layer)
    {
        if (_reading is null || _readingLayer != layer)
        {
            Discard();
            return null;
        }

        var reading = _reading;
        _reading = null;
        PrefetchCount++;
        return reading.GetAwaiter().GetResult();
    }

    // A layer nobody asked for: what went wrong with it will be said when somebody does.
    private void Discard()
    {
        var reading = _reading;
        _reading = null;
        if (reading is null)
            return;
        Task.WaitAny(reading);
        if (reading.Exception is null)
            reading.Result.ForEach(t => t.Dispose());
    }

    private List<Tensor> Read(int layer)
    {
        List<Tensor> read = [];
        lock (_gate)
        {
            try
            {
                foreach (var matrix in _layers[layer])
                {
                    var target = matrix.Target;
                    var tensor = new Tensor(_backend, _backend.Allocate(target.ByteCount), target.Shape, target.ElementType);
                    read.Add(tensor);
                    matrix.ReadInto(tensor);
                }
            }
            catch
            {
                read.ForEach(t => t.Dispose());
                throw;
            }
        }

        return read;
    }
}
