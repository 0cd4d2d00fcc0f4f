namespace MathReasoning;

/// <summary>How a model comes to an answer.</summary>
internal enum Method
{
    /// <summary>It says the answer.</summary>
    Direct,

    /// <summary>It writes the way to it first.</summary>
    ChainOfThought,

    /// <summary>It writes several, and the answer that comes most often counts.</summary>
    SelfConsistency,
}
