namespace Pipelines.Tensors;

/// <summary>One tensor in a safetensors file.</summary>
public sealed class SafetensorsEntry
{
    private readonly long[] _extents;

    internal SafetensorsEntry(string name, SafetensorsType type, long[] extents, long offset, long byteCount)
    {
        Name = name;
        Type = type;
        _extents = extents;
        Offset = offset;
        ByteCount = byteCount;
    }

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>How its elements are stored.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Its extents, outermost first; none for a scalar.</summary>
    public ReadOnlySpan<long> Extents => _extents;

    /// <summary>How many elements it has.</summary>
    public long ElementCount => ByteCount / Type.ByteSize();

    /// <summary>Where its bytes begin, from the start of the data.</summary>
    public long Offset { get; }

    /// <summary>How many bytes it has.</summary>
    public long ByteCount { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type.Name()} [{string.Join(", ", _extents)}]";
}
