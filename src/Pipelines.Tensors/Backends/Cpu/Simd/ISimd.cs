namespace Pipelines.Tensors;

/// <summary>
/// A vector of floats of some width. Kernels are written once over this interface; the runtime compiles each for the widths in use, with
/// every call inlined. Comparisons give masks: lanes of all ones or all zeros. The same 32-bit lanes also carry integers, for the few
/// steps that work on a float's bits.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal unsafe interface ISimd<TSelf> where TSelf : unmanaged, ISimd<TSelf>
{
    /// <summary>How many lanes there are.</summary>
    static abstract int Count { get; }

    /// <summary>
    /// Whether there are registers for a 12 × 2 tile of accumulators and its operands: AVX-512's and NEON's 32, not AVX2's 16.
    /// </summary>
    static abstract bool HasManyRegisters { get; }

    /// <summary>0 in every lane.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The integers 0, 1, 2, … as floats.</summary>
    static abstract TSelf LaneIndices { get; }

    /// <summary>The integers 0, 1, 2, … as bits.</summary>
    static abstract TSelf LaneIndexBits { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>The same bits in every lane.</summary>
    static abstract TSelf BroadcastBits(uint value);

    /// <summary>Loads a whole vector from any address.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Loads the first <paramref name="count"/> lanes and touches no memory beyond them; the others are 0.</summary>
    static abstract TSelf LoadPartial(float* source, int count);

    /// <summary>Stores a whole vector to any address.</summary>
    void Store(float* target);

    /// <summary>Stores the first <paramref name="count"/> lanes and touches no memory beyond them.</summary>
    void StorePartial(float* target, int count);

    /// <summary>The sum of the lanes.</summary>
    float Sum();

    /// <summary>The largest lane.</summary>
    float Maximum();

    /// <summary>Lane by lane <c>a + b</c>.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Lane by lane <c>a − b</c>.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>Lane by lane <c>a · b</c>.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>Lane by lane <c>a / b</c>.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>The bits in both.</summary>
    static abstract TSelf operator &(TSelf left, TSelf right);

    /// <summary>The bits in either.</summary>
    static abstract TSelf operator |(TSelf left, TSelf right);

    /// <summary>The bits in one of the two.</summary>
    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary><c>a · b + c</c>, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller lane; a NaN in <paramref name="right"/> stays.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The larger lane; a NaN in <paramref name="right"/> stays.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>Square roots.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Rounded to integers, halves to even.</summary>
    static abstract TSelf Round(TSelf value);

    /// <summary>A mask of where <c>a &gt; b</c>.</summary>
    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary>Lanes of <paramref name="left"/> where the mask is set, else of <paramref name="right"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf left, TSelf right);

    /// <summary><c>value · 2^exponent</c> for integer exponents from −250 to 250; overflows to infinity, underflows gradually.</summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf value, TSelf exponent);

    /// <summary>Sums of the lanes as 32-bit integers.</summary>
    static abstract TSelf AddBits(TSelf left, TSelf right);

    /// <summary>The lower halves of the products of the lanes as 32-bit integers.</summary>
    static abstract TSelf MultiplyBits(TSelf left, TSelf right);

    /// <summary>The lanes as unsigned integers, shifted right.</summary>
    static abstract TSelf ShiftRightBits(TSelf value, int count);

    /// <summary>The lanes as signed integers, converted to floats.</summary>
    static abstract TSelf BitsToFloat(TSelf value);
}
