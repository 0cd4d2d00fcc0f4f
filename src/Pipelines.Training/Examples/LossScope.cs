namespace Pipelines.Training;

/// <summary>Which tokens of an example are learned.</summary>
public enum LossScope
{
    /// <summary>Those the loss mask marks: the completion.</summary>
    Completion,

    /// <summary>All, the prompt's too.</summary>
    Everything,
}
