namespace Pipelines.Training;

/// <summary>The names that columns of preferences have unless the options say otherwise.</summary>
public static class PreferenceColumns
{
    /// <summary>The text of the better answer.</summary>
    public const string Chosen = "Chosen";

    /// <summary>The text of the worse answer.</summary>
    public const string Rejected = "Rejected";

    /// <summary>Token ids of the prompt and the better answer.</summary>
    public const string ChosenTokens = "ChosenTokens";

    /// <summary>1 for each token of the better answer, 0 for each of the prompt.</summary>
    public const string ChosenLossMask = "ChosenLossMask";

    /// <summary>Token ids of the prompt and the worse answer.</summary>
    public const string RejectedTokens = "RejectedTokens";

    /// <summary>1 for each token of the worse answer, 0 for each of the prompt.</summary>
    public const string RejectedLossMask = "RejectedLossMask";

    /// <summary>Whether a single answer is desirable.</summary>
    public const string Desirable = "Desirable";
}
