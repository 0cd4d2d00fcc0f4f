namespace Pipelines;

/// <summary>The names that columns have unless the options say otherwise.</summary>
public static class ColumnNames
{
    /// <summary>Raw text.</summary>
    public const string Text = "Text";

    /// <summary>Token ids of a text, a vector of varying size.</summary>
    public const string Tokens = "Tokens";

    /// <summary>Token ids that go into a model: a block.</summary>
    public const string InputIds = "InputIds";

    /// <summary>The token ids a model should predict, −100 where nothing is.</summary>
    public const string Labels = "Labels";

    /// <summary>1 where a token is to be learned, 0 where it is only read, as those of a prompt are.</summary>
    public const string LossMask = "LossMask";

    /// <summary>Which of the sequences packed into a block each token belongs to, from 1; 0 where it pads.</summary>
    public const string Segments = "Segments";

    /// <summary>1 where a token is real, 0 where it pads.</summary>
    public const string AttentionMask = "AttentionMask";

    /// <summary>The position of each token in its own text.</summary>
    public const string PositionIds = "PositionIds";

    /// <summary>The text a model continues.</summary>
    public const string Prompt = "Prompt";

    /// <summary>The text a model should answer with.</summary>
    public const string Completion = "Completion";

    /// <summary>Texts found by retrieval.</summary>
    public const string Passages = "Passages";

    /// <summary>Passages put together for a prompt.</summary>
    public const string Context = "Context";

    /// <summary>Text a model produced.</summary>
    public const string Generated = "Generated";

    /// <summary>A score; higher is better unless the column says otherwise.</summary>
    public const string Score = "Score";

    /// <summary>The right label.</summary>
    public const string Label = "Label";

    /// <summary>The predicted label.</summary>
    public const string PredictedLabel = "PredictedLabel";

    /// <summary>The mean negative log-likelihood per token of a row, in nats.</summary>
    public const string Loss = "Loss";

    /// <summary>How many tokens a row's loss is the mean of.</summary>
    public const string TokenCount = "TokenCount";
}
