using System.Globalization;

namespace MathReasoning.Problems;

/// <summary>A single calculation.</summary>
/// <param name="Left">The number.</param>
/// <param name="Sign">What is done to it: +, - or *.</param>
/// <param name="Right">By how much.</param>
public readonly record struct Sum(int Left, char Sign, int Right)
{
    /// <summary>What it comes to.</summary>
    public int Result => Sign switch { '+' => Left + Right, '-' => Left - Right, _ => Left * Right };

    /// <summary>The calculation as solutions have it, without its result.</summary>
    public string Term => string.Create(CultureInfo.InvariantCulture, $"{Left} {Sign} {Right} =");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Term} {Result}");
}
