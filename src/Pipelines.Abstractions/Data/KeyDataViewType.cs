namespace Pipelines;

/// <summary>A category out of a known count, stored as an unsigned number: 0 is missing, 1 the first.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    /// <summary>Makes a key type.</summary>
    /// <param name="rawType"><see cref="byte"/>, <see cref="ushort"/>, <see cref="uint"/> or <see cref="ulong"/>.</param>
    /// <param name="count">How many categories there are.</param>
    public KeyDataViewType(Type rawType, ulong count) : base(rawType)
    {
        if (rawType != typeof(byte) && rawType != typeof(ushort) && rawType != typeof(uint) && rawType != typeof(ulong))
            throw new ArgumentException($"A key is stored in byte, ushort, uint or ulong, not in {rawType.Name}.", nameof(rawType));
        ArgumentOutOfRangeException.ThrowIfZero(count);
        Count = count;
    }

    /// <summary>How many categories there are.</summary>
    public ulong Count { get; }

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    /// <inheritdoc/>
    public override string ToString() => $"Key<{RawType.Name}, 1-{Count}>";
}
