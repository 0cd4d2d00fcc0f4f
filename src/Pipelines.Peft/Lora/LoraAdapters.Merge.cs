using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

public sealed partial class LoraAdapters
{
    private Dictionary<Parameter, Tensor>? _merged;

    /// <summary>
    /// Puts the active adapters into the base's weights, so that they cost nothing when the model runs; <see cref="Unmerge"/> takes them out
    /// again. A copy of the weights that change is kept for that.
    /// </summary>
    /// <exception cref="PeftException">
    /// They are merged already, a weight is the output head too, or a bias has no place to go.
    /// </exception>
    public void Merge()
    {
        RequireUnmerged();
        var layers = MergeableLayers();
        _merged = new Dictionary<Parameter, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var layer in layers)
        {
            Keep(layer.BaseWeight);
            if (layer.BaseBias is not null)
                Keep(layer.BaseBias);
        }

        MergeInto(layers);
        MarkTrainable(isTrainable: false);

        void Keep(Parameter parameter) => _merged!.TryAdd(parameter, parameter.Value.Clone().TakeOwnership());
    }

    /// <summary>Takes merged adapters out of the weights, which are what they were, bit for bit.</summary>
    /// <exception cref="PeftException">Nothing is merged.</exception>
    public void Unmerge()
    {
        if (_merged is null)
            throw new PeftException("No adapter is merged.");
        foreach (var (parameter, original) in _merged)
        {
            parameter.Value.Backend.Copy(original, parameter.Value);
            original.Dispose();
        }

        _merged = null;
        foreach (var layer in _layers.Values)
            layer.Bank.IsMerged = false;
        MarkTrainable(IsTrainable);
    }

    /// <summary>
    /// Puts the active adapters into the weights for good and takes all adapters off: the model is a plain one, with what they learned, and
    /// can be written as one.
    /// </summary>
    /// <exception cref="PeftException">A weight is the output head too, or a bias has no place to go.</exception>
    public void MergeAndUnload()
    {
        if (!IsMerged)
            MergeInto(MergeableLayers());
        foreach (var original in _merged?.Values ?? Enumerable.Empty<Tensor>())
            original.Dispose();
        _merged = null;
        Detach();
    }

    /// <inheritdoc/>
    protected override void UnmergeCore() => Unmerge();

    private List<ILoraLayer> MergeableLayers()
    {
        var tied = (Model as IOutputHead)?.TiedWeight;
        List<ILoraLayer> layers = [];
        foreach (var (path, layer) in _layers)
        {
            if (layer.Bank.IsIdle)
                continue;
            if (ReferenceEquals(layer.BaseWeight, tied))
            {
                throw new PeftException(
                    $"'{path}' is the output head too, which the adapter does not change; merged, it would. Keep the adapter, or use a model " +
                    "whose head is a matrix of its own.");
            }

            foreach (var weights in layer.Bank.Active)
            {
                if (weights.Bias is not null && layer.BaseBias is null)
                    throw new PeftException($"'{path}' has no bias that the adapter's could be added to. Keep the adapter.");
            }

            layers.Add(layer);
        }

        return layers;
    }

    private void MergeInto(List<ILoraLayer> layers)
    {
        using var paused = GradientTape.Pause();
        foreach (var layer in layers)
        {
            foreach (var name in Active)
                layer.MergeInto(layer.BaseWeight.Value, layer.BaseBias?.Value, name);
        }

        foreach (var layer in _layers.Values)
            layer.Bank.IsMerged = true;
    }
}
