namespace Pipelines.Gpt;

/// <summary>How many parameters a decoder has, by what they belong to. Tied ones count once, as token embedding.</summary>
public sealed record ParameterCounts
{
    /// <summary>The table of token embeddings.</summary>
    public long TokenEmbedding { get; private init; }

    /// <summary>The table of learned positions.</summary>
    public long PositionEmbedding { get; private init; }

    /// <summary>Projections of attention, biases included, in all layers.</summary>
    public long Attention { get; private init; }

    /// <summary>Projections of the feed-forward halves, biases included, in all layers.</summary>
    public long FeedForward { get; private init; }

    /// <summary>Gains and biases of norms.</summary>
    public long Norms { get; private init; }

    /// <summary>The output projection, where it is not the token embedding.</summary>
    public long Head { get; private init; }

    /// <summary>All of them.</summary>
    public long Total => TokenEmbedding + PositionEmbedding + Attention + FeedForward + Norms + Head;

    /// <summary>Those that are neither embeddings nor output projection, as Kaplan et al. (2020) count.</summary>
    public long WithoutEmbeddings => Attention + FeedForward + Norms;

    /// <summary>Counts the parameters of an architecture; no model is made.</summary>
    public static ParameterCounts Of(GptConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var names = GptNames.For(config);
        var counts = new ParameterCounts();
        foreach (var parameter in GptParameters.List(config))
        {
            var (name, count) = (parameter.Name, parameter.Shape.ElementCount);
            if (Has(name, names.TokenEmbedding))
                counts = counts with { TokenEmbedding = counts.TokenEmbedding + count };
            else if (Has(name, names.PositionEmbedding))
                counts = counts with { PositionEmbedding = counts.PositionEmbedding + count };
            else if (Has(name, names.Attention))
                counts = counts with { Attention = counts.Attention + count };
            else if (Has(name, names.FeedForward))
                counts = counts with { FeedForward = counts.FeedForward + count };
            else if (name.StartsWith("lm_head.", StringComparison.Ordinal))
                counts = counts with { Head = counts.Head + count };
            else
                counts = counts with { Norms = counts.Norms + count };
        }

        return counts;
    }

    private static bool Has(string name, string part) => name.Contains($".{part}.", StringComparison.Ordinal);
}
