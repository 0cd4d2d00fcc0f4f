using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Texts to the tokens of sources and targets. For one thread.</summary>
internal sealed class T5Encoder
{
    // As a generator reads its prompts, so that the model learns from what it will be asked with.
    private static readonly EncodeOptions Surrounded = new() { Surrounding = SurroundingTokens.AddMissing };

    private readonly Tokenizer _tokenizer;
    private readonly T5Texts _texts;

    public T5Encoder(Tokenizer tokenizer, T5Config config, T5Texts texts)
    {
        (_tokenizer, _texts) = (tokenizer, texts);
        EndOfTextId = tokenizer.EndOfTextId ?? config.EndOfTextId;
    }

    /// <summary>What ends a target; null where neither tokenizer nor config know one.</summary>
    public int? EndOfTextId { get; }

    /// <summary>Tokens of the last source before it was cut.</summary>
    public int SourceLength { get; private set; }

    /// <summary>Tokens of the last target before it was cut, with its end.</summary>
    public int TargetLength { get; private set; }

    /// <summary>A source as the encoder reads it; cut ones keep what ends texts.</summary>
    public int[] Source(string text, bool cutsStart = false)
    {
        var ids = _tokenizer.EncodeSequence(text, null, Surrounded).Ids;
        SourceLength = ids.Length;
        var most = _texts.MaximumSourceLength;
        if (ids.Length <= most)
            return ids;
        if (cutsStart)
            return ids[^most..];
        var cut = ids[..most];
        if (_tokenizer.IsSpecial(ids[^1]))
            cut[^1] = ids[^1];
        return cut;
    }

    /// <summary>A target as the decoder writes it, end of text included; one that is too long loses its end.</summary>
    public int[] Target(string text)
    {
        var ids = _tokenizer.Encode(text);
        if (EndOfTextId is { } end && (ids.Length == 0 || ids[^1] != end))
            ids = [.. ids, end];
        TargetLength = ids.Length;
        return ids.Length <= _texts.MaximumTargetLength ? ids : ids[.._texts.MaximumTargetLength];
    }
}
