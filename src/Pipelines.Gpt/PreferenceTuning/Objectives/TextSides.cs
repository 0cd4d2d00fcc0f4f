namespace Pipelines.Gpt;

/// <summary>Which texts of preference rows.</summary>
internal enum TextSides
{
    /// <summary>All.</summary>
    Both,

    /// <summary>The chosen, or single, ones.</summary>
    First,

    /// <summary>The rejected ones, or the other rows' answers beside single ones.</summary>
    Second,
}
