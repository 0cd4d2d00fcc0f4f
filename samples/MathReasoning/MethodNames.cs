namespace MathReasoning;

/// <summary>What methods are called.</summary>
internal static class MethodNames
{
    /// <summary>For people.</summary>
    public static string Name(this Method method) => method switch
    {
        Method.Direct => "direct",
        Method.ChainOfThought => "chain of thought",
        _ => "self-consistency",
    };

    /// <summary>In metrics.</summary>
    public static string Key(this Method method) => method switch
    {
        Method.Direct => "direct",
        Method.ChainOfThought => "chainOfThought",
        _ => "selfConsistency",
    };
}
