using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Pipelines.Tokenizers;

/// <summary>Cuts text of any length into words of UTF-8 through one small buffer. Not for several threads at once.</summary>
/// <remarks>The buffer grows only for a word that is longer than it. An unpaired surrogate becomes U+FFFD.</remarks>
internal sealed class WordSplitter
{
    private const int MaximumBytesPerUnit = 3;
    private const int BlockSize = 8 * 1024;
    private const int KeptSize = 1 << 20;

    private byte[] _buffer = new byte[BlockSize * MaximumBytesPerUnit + Gpt2Words.Padding];

    /// <summary>Gives each word of the text to the sink, in order.</summary>
    public void Split<TSink>(ReadOnlySpan<char> text, ref TSink sink) where TSink : struct, IWordSink
    {
        int start = 0;
        int end = 0;
        int block = BlockSize;
        while (true)
        {
            int units = UnitsThatFit(text, block);
            Refill(text[..units], ref start, ref end);
            text = text[units..];
            int limit = text.IsEmpty ? end : end - Gpt2Words.LookAhead;
            ref byte bytes = ref MemoryMarshal.GetArrayDataReference(_buffer);
            int before = start;
            while (start < end)
            {
                int next = Gpt2Words.Next(ref bytes, start, end);
                if (next > limit)
                    break;
                sink.Take(ref Unsafe.Add(ref bytes, start), next - start);
                start = next;
            }
            if (text.IsEmpty)
                break;
            // A word longer than the buffer is looked at again from its start: read twice as much each time.
            block = start > before ? BlockSize : block * 2;
        }
        if (_buffer.Length > KeptSize)
            _buffer = new byte[BlockSize * MaximumBytesPerUnit + Gpt2Words.Padding];
    }

    private static int UnitsThatFit(ReadOnlySpan<char> text, int block)
    {
        if (text.Length <= block)
            return text.Length;
        return char.IsHighSurrogate(text[block - 1]) ? block - 1 : block;
    }

    private void Refill(ReadOnlySpan<char> text, ref int start, ref int end)
    {
        int rest = end - start;
        long needed = rest + ((long)text.Length * MaximumBytesPerUnit) + Gpt2Words.Padding;
        if (needed > Array.MaxLength)
        {
            throw new TokenizationException(
                $"A word of more than {rest} bytes without a break cannot be held in memory; break the text into rows.");
        }
        byte[] source = _buffer;
        if (needed > _buffer.Length)
            _buffer = new byte[(int)Math.Min(Array.MaxLength, Math.Max(needed, _buffer.Length * 2L))];
        source.AsSpan(start, rest).CopyTo(_buffer);
        Utf8.FromUtf16(text, _buffer.AsSpan(rest), out int read, out int written, replaceInvalidSequences: true, isFinalBlock: true);
        Debug.Assert(read == text.Length, "the buffer has room for the block");
        start = 0;
        end = rest + written;
    }
}
