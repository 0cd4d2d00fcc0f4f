namespace Pipelines;

/// <summary>Characters in an array that is used again and grows as needed.</summary>
internal struct CharBuffer
{
    private char[]? _characters;
    private int _length;

    public readonly ReadOnlyMemory<char> Memory => _characters.AsMemory(0, _length);

    public void Clear() => _length = 0;

    public void Append(ReadOnlySpan<char> text) => text.CopyTo(Reserve(text.Length));

    /// <summary>Room for more characters at the end, counted as used.</summary>
    public Span<char> Reserve(int length)
    {
        var needed = checked(_length + length);
        if (_characters is null || _characters.Length < needed)
            Array.Resize(ref _characters, (int)Math.Min(Math.Max(needed, (_characters?.Length ?? 0) * 2L), Array.MaxLength));
        var room = _characters.AsSpan(_length, length);
        _length = needed;
        return room;
    }

    /// <summary>Gives back characters at the end that were reserved and not needed.</summary>
    public void Trim(int length) => _length -= length;
}
