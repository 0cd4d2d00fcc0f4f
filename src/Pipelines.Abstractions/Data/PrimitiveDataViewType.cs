namespace Pipelines;

/// <summary>A type whose values are immutable and own nothing: numbers, text, booleans, keys, dates.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    private protected PrimitiveDataViewType(Type rawType) : base(rawType)
    {
    }

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) =>
        ReferenceEquals(this, other) || (other?.GetType() == GetType() && other.RawType == RawType);
}
