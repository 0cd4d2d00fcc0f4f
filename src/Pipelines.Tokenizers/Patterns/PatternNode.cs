namespace Pipelines.Tokenizers;

/// <summary>A part of a regular expression that has been read.</summary>
internal abstract record PatternNode
{
    /// <summary>One character of a set.</summary>
    internal sealed record One(CharacterSet Set) : PatternNode;

    /// <summary>Parts one after the other.</summary>
    internal sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>The first alternative that leads to a match.</summary>
    internal sealed record Choice(IReadOnlyList<PatternNode> Alternatives) : PatternNode;

    /// <summary>A part several times; <see cref="Maximum"/> -1 is without limit.</summary>
    internal sealed record Repeat(PatternNode Part, int Minimum, int Maximum, PatternGreed Greed) : PatternNode;

    /// <summary>Whether a part matches, or does not, before or behind a place.</summary>
    internal sealed record Look(PatternNode Part, bool IsBehind, bool IsNegative) : PatternNode;

    /// <summary>A part of which only the first match counts.</summary>
    internal sealed record Atomic(PatternNode Part) : PatternNode;

    /// <summary>A place in the text.</summary>
    internal sealed record Anchor(PatternAnchor Kind) : PatternNode;
}
