using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// The adapters of a method that changes what projections compute by something linear, so that it can be merged into them.
/// </summary>
/// <typeparam name="TOptions">How an adapter of the method is.</typeparam>
/// <inheritdoc cref="AdapterSet"/>
public abstract class ProjectionAdapterSet<TOptions> : AdapterSet<TOptions> where TOptions : class
{
    private protected ProjectionAdapterSet(Module model)
        : base(model)
    {
    }

    /// <inheritdoc/>
    public override bool IsMerged => Projections.IsMerged;

    private protected abstract IAdaptedProjections Projections { get; }

    /// <summary>
    /// Puts the active adapters into the base's weights, so that they cost nothing when the model runs; <see cref="Unmerge"/> takes them
    /// out again. A copy of what changes is kept for that.
    /// </summary>
    /// <exception cref="PeftException">
    /// They are merged already, or a weight cannot take them: a quantized one, one that is read from its file, or the output head's.
    /// </exception>
    public void Merge()
    {
        RequireUnmerged();
        Projections.Merge();
        MarkTrainable(isTrainable: false);
    }

    /// <summary>Takes merged adapters out of the weights, which are what they were, bit for bit.</summary>
    /// <exception cref="PeftException">Nothing is merged.</exception>
    public void Unmerge()
    {
        Projections.Unmerge();
        MarkTrainable(IsTrainable);
    }

    /// <summary>Puts the active adapters into the weights for good and takes all adapters off: the model is a plain one.</summary>
    /// <exception cref="PeftException">
    /// A weight cannot take them: a quantized one, one that is read from its file, or the output head's.
    /// </exception>
    public void MergeAndUnload()
    {
        Projections.MergeForGood();
        Detach();
    }

    /// <summary>Releases what the model does not own; it goes with the layers.</summary>
    protected internal override void ReleaseMemory()
    {
        base.ReleaseMemory();
        Projections.ForgetOriginals();
    }

    /// <inheritdoc/>
    protected override void ActivateCore(IReadOnlyList<Adapter> adapters) => Projections.Activate(adapters);

    /// <inheritdoc/>
    protected override void RemoveCore(Adapter adapter) => Projections.Remove(adapter);

    /// <inheritdoc/>
    protected override void DetachCore() => Projections.Detach();

    /// <inheritdoc/>
    protected override void ShowBase(bool isShown) => Projections.ShowBase(isShown);

    /// <inheritdoc/>
    protected override IEnumerable<NamedParameter> TensorsOf(Adapter adapter) => Projections.TensorsOf(adapter);

    /// <inheritdoc/>
    protected override void UnmergeCore() => Unmerge();

    private protected override Tensor Original(Parameter parameter) => Projections.OriginalOf(parameter) ?? base.Original(parameter);
}
