using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// Streams text through decoders that look at tokens around: a few tokens before stay, and only what is new is given out.
/// </summary>
/// <remarks>
/// Text that ends in U+FFFD waits for the ids that may complete it. Where bytes turn out not to be UTF-8 after characters before them in
/// the same run were given out, those characters stay, although decoding everything at once makes the whole run U+FFFD.
/// </remarks>
internal sealed class WindowDecoder(HuggingFaceTokenizer tokenizer, bool skipSpecialTokens) : StreamingDecoder(tokenizer, skipSpecialTokens)
{
    private const int ContextCount = 4;
    private const char Unfinished = '\ufffd';

    private readonly HuggingFaceTokenizer _owner = tokenizer;
    private readonly List<string> _tokens = [];
    private readonly List<string> _decoding = [];
    private int _newFrom;
    private string _given = "";

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<int> ids, StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (int id in ids)
        {
            string token = _owner.IdToToken(id) ?? throw _owner.UnknownId(id, Position);
            Advance();
            if (SkipSpecialTokens && _owner.IsSpecial(id))
                continue;
            _tokens.Add(token);
            Give(text, isLast: false);
        }
    }

    /// <inheritdoc/>
    public override void Complete(StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Give(text, isLast: true);
        _tokens.Clear();
        _newFrom = 0;
        _given = "";
        base.Complete(text);
    }

    private void Give(StringBuilder text, bool isLast)
    {
        if (_newFrom == _tokens.Count)
            return;
        string decoded = Decode(0);
        if (!isLast && decoded.EndsWith(Unfinished))
            return;
        // What was given out stays, whatever becomes of it.
        if (decoded.Length > _given.Length)
            text.Append(decoded, _given.Length, decoded.Length - _given.Length);
        _newFrom = _tokens.Count;
        int drop = _tokens.Count - ContextCount;
        if (drop > 0 && IsWhole(drop))
        {
            _tokens.RemoveRange(0, drop);
            _newFrom = _tokens.Count;
            _given = Decode(0);
        }
        else
        {
            _given = decoded;
        }
    }

    // A window must not begin inside a character, nor where its first token would lose what only the first token of a text loses.
    private bool IsWhole(int from)
    {
        string rest = Decode(from);
        return rest.Length > 0 && !rest.StartsWith(Unfinished) && !ByteFallbackDecoder.TryReadByte(_tokens[from], out _);
    }

    private string Decode(int from)
    {
        _decoding.Clear();
        _decoding.AddRange(_tokens[from..]);
        return _owner.Decoded(_decoding);
    }
}
