using System.Text;

namespace Pipelines.Retrieval;

/// <summary>A text in UTF-8 with the places where words or characters begin, so that any run of them is one slice. Reused text by text.</summary>
internal sealed class FeatureScratch
{
    private byte[] _bytes = new byte[256];
    private int[] _starts = new int[64];
    private int _length;
    private int _count;

    /// <summary>Words or characters since the last <see cref="Clear"/>.</summary>
    public int Count => _count;

    public void Clear() => (_length, _count) = (0, 0);

    /// <summary>Begins a word or character here.</summary>
    public void Begin()
    {
        if (_count == _starts.Length)
            Array.Resize(ref _starts, 2 * _count);
        _starts[_count++] = _length;
    }

    public void Append(Rune rune)
    {
        const int LongestRune = 4;
        if (_length + LongestRune > _bytes.Length)
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        _length += rune.EncodeToUtf8(_bytes.AsSpan(_length));
    }

    /// <summary>A run of words or characters; <paramref name="gap"/> bytes before the next one are no part of it.</summary>
    public ReadOnlySpan<byte> Run(int first, int count, int gap)
    {
        var end = first + count < _count ? _starts[first + count] - gap : _length;
        return _bytes.AsSpan(_starts[first], end - _starts[first]);
    }

    /// <summary>Takes back the last word.</summary>
    public void Undo() => _length = _starts[--_count];

    /// <summary>Takes back the last byte.</summary>
    public void DropLast() => _length--;

    /// <summary>Returns what a text of megabytes made grow.</summary>
    public void Trim()
    {
        const int Kept = 1 << 20;
        if (_bytes.Length > Kept)
            _bytes = new byte[Kept];
        if (_starts.Length > Kept)
            _starts = new int[Kept];
    }
}
