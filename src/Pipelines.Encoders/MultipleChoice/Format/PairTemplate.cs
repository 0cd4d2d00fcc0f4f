using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>The special tokens that a tokenizer puts before, between and behind two texts.</summary>
internal sealed class PairTemplate
{
    private readonly List<Part> _parts;

    private PairTemplate(List<Part> parts)
    {
        _parts = parts;
        foreach (var part in parts)
            AddedCount += part.Added?.Length ?? 0;
    }

    /// <summary>How many special tokens there are.</summary>
    public int AddedCount { get; }

    /// <summary>
    /// The tokenizer's own, as its files say; BERT's, where it has their tokens and says nothing.
    /// </summary>
    /// <exception cref="PipelineException">Nothing stands before a pair, whose first token an encoder's head reads.</exception>
    public static PairTemplate Of(Tokenizer tokenizer)
    {
        if (Own(tokenizer.PostProcessor) is { } own)
            return own;
        var classification = tokenizer.TokenToId(tokenizer.Configuration.Classification ?? "[CLS]");
        var separator = tokenizer.TokenToId(tokenizer.Configuration.Separator ?? "[SEP]");
        if (classification is not { } first || separator is not { } between)
        {
            throw new PipelineException(
                $"The {tokenizer.Kind} tokenizer puts no token before pairs of texts and has no [CLS] and [SEP], but the head of a " +
                "multiple-choice encoder reads the first token. Use the encoder's tokenizer, or train one that has them, " +
                "as WordPieceTrainer does.");
        }

        return new PairTemplate([new([first], 0, 0), new(null, 0, 0), new([between], 0, 0), new(null, 1, 1), new([between], 0, 1)]);
    }

    /// <summary>Appends a pair with what belongs around it.</summary>
    public void Append(ReadOnlySpan<int> first, ReadOnlySpan<int> second, List<int> ids, List<int> types)
    {
        foreach (var part in _parts)
        {
            var tokens = part.Added ?? (part.Text == 0 ? first : second);
            foreach (var token in tokens)
            {
                ids.Add(token);
                types.Add(part.Type);
            }
        }
    }

    private static PairTemplate? Own(IPostProcessor? processor)
    {
        if (processor is null)
            return null;
        int[][] texts = [[], []];
        List<TokenSegment> segments = [new(texts[0], 0), new(texts[1], 1)];
        processor.Process(segments, addSpecialTokens: true);
        var parts = new List<Part>();
        foreach (var segment in segments)
        {
            // Empty arrays may be one object; the texts come in their order then.
            if (segment.IsAdded)
                parts.Add(new([.. segment.Ids], 0, segment.TypeId));
            else
                parts.Add(new(null, parts.Count(part => part.Added is null), segment.TypeId));
        }

        return parts is [{ Added.Length: > 0 }, ..] && parts.Count(part => part.Added is null) == 2 ? new PairTemplate(parts) : null;
    }

    private readonly record struct Part(int[]? Added, int Text, int Type);
}
