namespace Pipelines.Peft;

/// <summary>How an adapter is loaded.</summary>
public sealed class LoraLoadOptions
{
    /// <summary>Whether it will be trained on; otherwise it is frozen.</summary>
    public bool Trainable { get; set; }

    /// <summary>
    /// Accepts an adapter whose file says that it was saved for another base (one with the same shapes but other weights).
    /// </summary>
    public bool AllowAnotherBase { get; set; }
}
