namespace Pipelines;

/// <summary>Conventions of label columns.</summary>
public static class TokenLabels
{
    /// <summary>The label of a position that counts in no loss: padding, or a prompt that is not trained on.</summary>
    public const int IgnoreIndex = -100;
}
