namespace Pipelines.Peft;

/// <summary>Which biases of the base are trained with an adapter. They change while the adapter is active and come back after it.</summary>
public enum LoraBias
{
    /// <summary>None.</summary>
    None,

    /// <summary>All.</summary>
    All,

    /// <summary>Those of the adapted modules.</summary>
    LoraOnly,
}
