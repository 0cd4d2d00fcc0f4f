namespace Pipelines.Peft;

/// <summary>What fresh bottleneck adapters start with (<c>init_weights</c>).</summary>
public enum BottleneckInitialization
{
    /// <summary>
    /// The way down as LoRA's A, the way up zero (<c>mam_adapter</c>): with a residual, or in parallel, the model computes as before until
    /// it is trained.
    /// </summary>
    MamAdapter,

    /// <summary>Small random weights both ways, as in BERT (<c>bert</c>): nearly the identity.</summary>
    Bert,
}
