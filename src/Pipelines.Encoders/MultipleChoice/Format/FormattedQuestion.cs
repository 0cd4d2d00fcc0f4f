namespace Pipelines.Encoders;

/// <summary>The tokens of a question's options; used again from row to row.</summary>
internal sealed class FormattedQuestion
{
    private int _options;

    public List<int> Ids { get; } = [];

    /// <summary>The option of each token, from 1.</summary>
    public List<int> Segments { get; } = [];

    public List<int> Types { get; } = [];

    /// <summary>Tokens that the option that lost most lost.</summary>
    public int CutTokens { get; set; }

    /// <summary>The letter of the right option; empty where it is not known.</summary>
    public string Label { get; set; } = "";

    public void Clear()
    {
        Ids.Clear();
        Segments.Clear();
        Types.Clear();
        (_options, CutTokens, Label) = (0, 0, "");
    }

    /// <summary>What was added since the last option is one more.</summary>
    public void EndOption()
    {
        _options++;
        while (Segments.Count < Ids.Count)
            Segments.Add(_options);
    }
}
