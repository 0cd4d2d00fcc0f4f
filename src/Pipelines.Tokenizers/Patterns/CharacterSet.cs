namespace Pipelines.Tokenizers;

/// <summary>
/// A set of Unicode scalar values, asked for one at a time. Answers outside ASCII are kept in pages as they are asked for.
/// </summary>
internal sealed class CharacterSet
{
    private const int PageBits = 8;

    private readonly Func<int, bool> _contains;
    private readonly ulong _low;
    private readonly ulong _high;
    private ulong[]?[]? _pages;

    /// <summary>Makes a set of the scalar values that a function accepts.</summary>
    public CharacterSet(Func<int, bool> contains)
    {
        _contains = contains;
        for (int scalar = 0; scalar < 64; scalar++)
        {
            _low |= contains(scalar) ? 1UL << scalar : 0;
            _high |= contains(scalar + 64) ? 1UL << scalar : 0;
        }
    }

    /// <summary>Whether the set holds a scalar value.</summary>
    public bool Contains(int scalar)
    {
        if (scalar < 128)
            return (((scalar < 64 ? _low : _high) >> (scalar & 63)) & 1) != 0;
        ulong[] page = _pages?[scalar >> PageBits] ?? LoadPage(scalar >> PageBits);
        return ((page[(scalar >> 6) & 3] >> (scalar & 63)) & 1) != 0;
    }

    /// <summary>The function behind the set, without pages.</summary>
    public bool Test(int scalar) => _contains(scalar);

    private ulong[] LoadPage(int number)
    {
        // Two threads may load the same page; both store the same content.
        var page = new ulong[(1 << PageBits) / 64];
        for (int index = 0; index < 1 << PageBits; index++)
        {
            if (_contains((number << PageBits) + index))
                page[index >> 6] |= 1UL << (index & 63);
        }
        ulong[]?[] pages = _pages ??= new ulong[]?[(0x10FFFF >> PageBits) + 1];
        pages[number] = page;
        return page;
    }
}
