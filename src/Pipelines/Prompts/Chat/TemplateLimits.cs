namespace Pipelines;

/// <summary>
/// What rendering may use at most, so that a template from a stranger's model folder can neither hang nor exhaust memory. Passing a limit
/// is a <see cref="TemplateException"/>.
/// </summary>
public sealed record TemplateLimits
{
    /// <summary>The limits unless others are given.</summary>
    public static TemplateLimits Default { get; } = new();

    /// <summary>The most characters in the result, or in any text made on the way.</summary>
    public int MaxLength { get; init; } = 16 << 20;

    /// <summary>The most characters and list items made in all while rendering once.</summary>
    public long MaxAllocated { get; init; } = 256L << 20;

    /// <summary>The most steps: a step is an expression or statement, or sixteen characters looked at.</summary>
    public long MaxSteps { get; init; } = 20_000_000;

    /// <summary>How deep macros may call each other.</summary>
    public int MaxCallDepth { get; init; } = 100;
}
