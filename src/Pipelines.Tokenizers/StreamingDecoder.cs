using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// Turns ids into text piece by piece. A character whose bytes come from several tokens appears when its last byte is there.
/// </summary>
/// <remarks>The pieces together are exactly what <see cref="Tokenizer.Decode"/> gives. Not for use by several threads at once.</remarks>
public class StreamingDecoder
{
    private const int BlockSize = 1024;

    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private readonly byte[] _bytes = new byte[BlockSize];
    private readonly char[] _chars = new char[BlockSize + 8];
    private StringBuilder? _piece;
    private int _position;

    /// <summary>Creates a decoder.</summary>
    /// <param name="tokenizer">The tokenizer that made the ids.</param>
    /// <param name="skipSpecialTokens">Leaves out special tokens.</param>
    public StreamingDecoder(Tokenizer tokenizer, bool skipSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        Tokenizer = tokenizer;
        SkipSpecialTokens = skipSpecialTokens;
    }

    /// <summary>The tokenizer that made the ids.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Whether special tokens are left out.</summary>
    public bool SkipSpecialTokens { get; }

    /// <summary>The number of ids seen since the start or the last <see cref="Complete()"/>.</summary>
    public int Position => _position;

    /// <summary>Takes one id.</summary>
    /// <returns>The text that is complete with it, often empty for scripts whose characters need several tokens.</returns>
    /// <exception cref="TokenizationException">The id names no token.</exception>
    public string Append(int id)
    {
        _piece ??= new StringBuilder();
        _piece.Clear();
        Append([id], _piece);
        return _piece.ToString();
    }

    /// <summary>Takes several ids and appends the text that is complete with them.</summary>
    /// <exception cref="TokenizationException">An id names no token; the ids before it are taken.</exception>
    public virtual void Append(ReadOnlySpan<int> ids, StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int count = 0;
        try
        {
            foreach (int id in ids)
            {
                if (!SkipSpecialTokens || !Tokenizer.IsSpecial(id))
                {
                    ReadOnlySpan<byte> token = GetBytes(id);
                    if (token.IsEmpty && Tokenizer.GetTokenBytes(id).IsEmpty)
                        throw Tokenizer.UnknownId(id, _position);
                    while (token.Length > BlockSize - count)
                    {
                        int part = BlockSize - count;
                        token[..part].CopyTo(_bytes.AsSpan(count));
                        Convert(BlockSize, false, text);
                        token = token[part..];
                        count = 0;
                    }
                    token.CopyTo(_bytes.AsSpan(count));
                    count += token.Length;
                }
                _position++;
            }
        }
        finally
        {
            Convert(count, false, text);
        }
    }

    /// <summary>Ends the sequence: bytes of an unfinished character become U+FFFD, and the decoder is as new.</summary>
    /// <returns>The last piece of text, mostly empty.</returns>
    public string Complete()
    {
        _piece ??= new StringBuilder();
        _piece.Clear();
        Complete(_piece);
        return _piece.ToString();
    }

    /// <summary>Ends the sequence as <see cref="Complete()"/> does and appends the last piece of text.</summary>
    public virtual void Complete(StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Convert(0, true, text);
        _position = 0;
    }

    /// <summary>The bytes that a token adds at this place of the sequence; <see cref="Position"/> is the place.</summary>
    /// <remarks>
    /// Override it where the bytes depend on the place, as for a leading space. The bytes must stay valid until the next call.
    /// </remarks>
    protected virtual ReadOnlySpan<byte> GetBytes(int id) => Tokenizer.GetTokenBytes(id);

    private void Convert(int count, bool flush, StringBuilder text)
    {
        int written = _utf8.GetChars(_bytes.AsSpan(0, count), _chars, flush);
        text.Append(_chars, 0, written);
    }

    /// <summary>Counts an id, for decoders that take ids themselves.</summary>
    protected void Advance() => _position++;
}
