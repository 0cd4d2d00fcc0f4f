namespace Pipelines;

/// <summary>A 128-bit identifier of a row that stays with the row through filters, shuffles and partitions.</summary>
/// <param name="Low">The lower half.</param>
/// <param name="High">The upper half.</param>
public readonly record struct DataViewRowId(ulong Low, ulong High)
{
    /// <summary>An identifier for a row derived from this one, such as the n-th pack or chunk of it.</summary>
    public DataViewRowId Fork(ulong index)
    {
        // SplitMix64's finaliser on both halves.
        static ulong Mix(ulong x)
        {
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }

        return new DataViewRowId(Mix(Low + index + 1), Mix(High ^ (index + 0x9E3779B97F4A7C15)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
