using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

public sealed partial class LoraAdapters
{
    private MergedWeights? _merged;

    /// <summary>
    /// Puts the active adapters into the base's weights, so that they cost nothing when the model runs; <see cref="Unmerge"/> takes them
    /// out again. A copy of the weights that change is kept for that. Weights in fewer bits are decoded, merged and stored again, which
    /// loses some of what the adapters learned: the report says how much.
    /// </summary>
    /// <param name="options">How; null for the usual limit.</param>
    /// <returns>What was merged, and what storing it changed.</returns>
    /// <exception cref="PeftException">
    /// They are merged already, a weight is the output head too, a bias has no place to go, or more than the limit would be lost: nothing
    /// is changed then.
    /// </exception>
    public MergeReport Merge(MergeOptions? options = null)
    {
        RequireUnmerged();
        options = OptionsValidation.Validated(options ?? new MergeOptions());
        var expected = AdapterProbe.Run(Model);
        var adapters = Active.ToList();
        var modules = MergeActive(options);
        MarkTrainable(isTrainable: false);
        var report = new MergeReport(adapters, modules, AdapterProbe.Compare(expected, AdapterProbe.Run(Model)));
        if (options.Logger is not null)
            LogMerged(options.Logger, report);
        return report;
    }

    /// <summary>Takes merged adapters out of the weights, which are what they were, bit for bit.</summary>
    /// <exception cref="PeftException">Nothing is merged.</exception>
    public void Unmerge()
    {
        if (_merged is null)
            throw new PeftException("No adapter is merged.");
        _merged.Restore();
        _merged = null;
        foreach (var layer in _layers.Values)
            layer.Bank.IsMerged = false;
        MarkTrainable(IsTrainable);
    }

    /// <summary>
    /// Puts the active adapters into the weights for good and takes all adapters off: the model is a plain one, with what they learned, and
    /// can be written as one.
    /// </summary>
    /// <param name="options">How; null for the usual limit. Without meaning where they are merged already.</param>
    /// <returns>What was merged, and what storing it changed; null where they were merged already.</returns>
    /// <exception cref="PeftException">
    /// A weight is the output head too, a bias has no place to go, or more than the limit would be lost: nothing is changed then.
    /// </exception>
    public MergeReport? MergeAndUnload(MergeOptions? options = null)
    {
        var report = IsMerged ? null : Merge(options);
        _merged?.Dispose();
        _merged = null;
        Detach();
        return report;
    }

    /// <inheritdoc/>
    protected override void UnmergeCore() => Unmerge();

    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "{Report}")]
    private static partial void LogMerged(ILogger logger, MergeReport report);

    private List<KeyValuePair<string, ILoraLayer>> MergeableLayers(MergeOptions options)
    {
        var tied = (Model as IOutputHead)?.TiedWeight;
        List<KeyValuePair<string, ILoraLayer>> layers = [];
        foreach (var (path, layer) in _layers)
        {
            if (layer.Bank.IsIdle)
                continue;
            if (layer.BaseWeight?.Value.IsStreamed == true)
            {
                throw new PeftException(
                    $"'{path}' is read from its file whenever it is needed (MemoryBudget), so nothing can be merged into it. " +
                    "Load the model without a budget and the adapter onto it, and merge there.");
            }

            if (layer.BaseWeight is not null && ReferenceEquals(layer.BaseWeight, tied) && !options.UntieEmbedding)
            {
                throw new PeftException(
                    $"'{path}' is the output head too, which the adapter does not change; merged, it would. Keep the adapter, " +
                    "or set UntieEmbedding so that the head gets a matrix of its own.");
            }

            foreach (var weights in layer.Bank.Active)
            {
                if (weights.Bias is not null && layer.BaseBias is null)
                    throw new PeftException($"'{path}' has no bias that the adapter's could be added to. Keep the adapter.");
            }

            layers.Add(new(path, layer));
        }

        return layers;
    }

    private List<MergedModule> MergeActive(MergeOptions options)
    {
        using var paused = GradientTape.Pause();
        var layers = MergeableLayers(options);
        var prepared = Prepare(layers, options);
        var head = Model as IOutputHead;
        if (head?.TiedWeight is { } tied && layers.Exists(l => ReferenceEquals(l.Value.BaseWeight, tied)) && head.Untie() is { } parted)
            AddToBase(parted, like: tied);
        var kept = new MergedWeights();
        List<MergedModule> modules = [];
        foreach (var (path, layer) in layers)
        {
            if (prepared.TryGetValue(layer, out var merged))
            {
                merged.Place(kept);
                modules.Add(merged.Report);
            }
            else
            {
                kept.Keep(layer.BaseWeight!);
                foreach (var name in Active)
                    layer.MergeInto(layer.BaseWeight!.Value, name);
                modules.Add(new MergedModule(path, nameof(ElementType.Float32), false, 0, 0, 0));
            }

            MergeBias(layer, kept);
        }

        _merged = kept;
        foreach (var layer in _layers.Values)
            layer.Bank.IsMerged = true;
        return modules;
    }

    private static void MergeBias(ILoraLayer layer, MergedWeights kept)
    {
        foreach (var weights in layer.Bank.Active)
        {
            if (weights.Bias is null)
                continue;
            kept.Keep(layer.BaseBias!);
            layer.BaseBias!.Value.Backend.AddScaled(weights.Bias.Value, weights.Scale, layer.BaseBias.Value);
        }
    }

    // All that is not exact is made before anything changes.
    private Dictionary<ILoraLayer, MergedWeight> Prepare(List<KeyValuePair<string, ILoraLayer>> layers, MergeOptions options)
    {
        var prepared = new Dictionary<ILoraLayer, MergedWeight>(ReferenceEqualityComparer.Instance);
        try
        {
            foreach (var (path, layer) in layers)
            {
                if (MergedWeight.IsExact(layer))
                    continue;
                var merged = MergedWeight.Prepare(path, layer, Active);
                prepared.Add(layer, merged);
                if (!(merged.Report.RelativeDifference <= options.MaximumDrift))
                {
                    throw new PeftException(
                        $"Nothing was merged: storing '{path}' ({merged.Report.Storage}) would change it by " +
                        $"{merged.Report.RelativeDifference:G3} of " +
                        $"its length, more than MaximumDrift, {options.MaximumDrift:G3}. Keep the adapter, " +
                        "merge into a base in more bits, or " +
                        "raise the limit.");
                }
            }

            return prepared;
        }
        catch
        {
            foreach (var merged in prepared.Values)
                merged.Dispose();
            throw;
        }
    }
}
