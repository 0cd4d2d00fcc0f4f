namespace Pipelines;

/// <inheritdoc cref="ValueSlot"/>
internal sealed class ValueSlot<TValue>(ValueGetter<TValue> getter, bool fresh) : ValueSlot
{
    /// <summary>The value.</summary>
    public TValue Value = default!;

    public override void Read()
    {
        if (fresh)
            Value = default!;
        getter(ref Value);
    }
}
