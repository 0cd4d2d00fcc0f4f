using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>Keys and values of one layer: for each sequence two tensors [1, capacity, width].</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] _keys;
    private readonly Tensor[] _values;

    public KeyValueCache(ITensorBackend backend, int sequenceCount, int capacity, int width)
    {
        Capacity = capacity;
        _keys = new Tensor[sequenceCount];
        _values = new Tensor[sequenceCount];
        for (var i = 0; i < sequenceCount; i++)
        {
            _keys[i] = backend.Empty(new Shape(1, capacity, width)).TakeOwnership();
            _values[i] = backend.Empty(new Shape(1, capacity, width)).TakeOwnership();
        }
    }

    public int Capacity { get; }

    public Tensor Keys(int sequence) => _keys[sequence];

    public Tensor Values(int sequence) => _values[sequence];

    /// <summary>Stores the keys and values of a run behind those its sequence has.</summary>
    public void Write(DecodingRun run, in AttentionHeads heads, int width)
    {
        CopyRows(heads.Key, heads.KeyOffset, _keys[run.Sequence], run, width);
        CopyRows(heads.Value, heads.ValueOffset, _values[run.Sequence], run, width);
    }

    public void Dispose()
    {
        foreach (var tensor in _keys)
            tensor.Dispose();
        foreach (var tensor in _values)
            tensor.Dispose();
    }

    private static void CopyRows(Tensor source, int offset, Tensor target, DecodingRun run, int width)
    {
        var from = source.AsSpan<float>();
        var to = target.AsSpan<float>();
        var stride = source.Shape[-1];
        for (var row = 0; row < run.RowCount; row++)
            from.Slice((run.FirstRow + row) * stride + offset, width).CopyTo(to[((run.Position + row) * width)..]);
    }
}
