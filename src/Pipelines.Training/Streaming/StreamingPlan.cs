using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>What of a model's weights stays in memory under a budget, and what is read whenever it is needed.</summary>
/// <param name="BudgetBytes">The most memory the weights may take.</param>
/// <param name="WeightBytes">All weights, as they are held.</param>
/// <param name="ResidentBytes">Weights outside the layers, and vectors within: they are never streamed.</param>
/// <param name="LayerBytes">The matrices of the largest layer.</param>
/// <param name="LayerCount">How many layers there are.</param>
public sealed record StreamingPlan(
    long BudgetBytes, long WeightBytes, long ResidentBytes, long LayerBytes, int LayerCount)
{
    /// <summary>The layers in memory beside those that stay: the one that computes and the one that is being read.</summary>
    public const int BufferCount = 2;

    /// <summary>The least budget that works.</summary>
    public long LeastBytes => ResidentBytes + Math.Min(LayerCount, BufferCount) * LayerBytes;

    /// <summary>Whether all weights fit, so that nothing is streamed.</summary>
    public bool FitsWhole => WeightBytes <= BudgetBytes;

    /// <summary>
    /// How many layers, from the first one, stay because there is room for them. An eighth of the budget is left for what is computed with
    /// the weights.
    /// </summary>
    public int PinnedLayerCount => LayerBytes == 0
        ? LayerCount
        : (int)Math.Clamp((BudgetBytes - BudgetBytes / 8 - LeastBytes) / LayerBytes, 0, Math.Max(0, LayerCount - BufferCount));

    /// <summary>Plans for a model that is described by its parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="layersPath">The path of the list of layers, with the final dot: <c>model.layers.</c></param>
    /// <param name="layerCount">How many layers there are.</param>
    /// <param name="storage">How matrices are held.</param>
    /// <param name="budgetBytes">The most memory the weights may take.</param>
    public static StreamingPlan Create(
        IReadOnlyList<ParameterShape> parameters, string layersPath, int layerCount, WeightStorage storage, long budgetBytes)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(layersPath);
        var layers = new Dictionary<string, long>(StringComparer.Ordinal);
        long all = 0, resident = 0;
        foreach (var (name, shape, _) in parameters)
        {
            var isMatrix = shape.Rank == 2;
            var bytes = shape.ElementCount * (isMatrix && storage == WeightStorage.BFloat16 ? sizeof(ushort) : sizeof(float));
            all += bytes;
            if (!isMatrix || !name.StartsWith(layersPath, StringComparison.Ordinal))
            {
                resident += bytes;
                continue;
            }

            var layer = name[..name.IndexOf('.', layersPath.Length)];
            layers[layer] = layers.GetValueOrDefault(layer) + bytes;
        }

        return new StreamingPlan(budgetBytes, all, resident, layers.Count == 0 ? 0 : layers.Values.Max(), layerCount);
    }

    /// <summary>Throws unless the budget is enough.</summary>
    /// <param name="stage">Whose option the budget is.</param>
    /// <exception cref="OptionsException">It is too small; the message says the least that works.</exception>
    public void ThrowIfTooSmall(string stage)
    {
        if (FitsWhole || BudgetBytes >= LeastBytes)
            return;
        throw new OptionsException(stage,
        [
            $"MemoryBudget is {BudgetBytes:N0} bytes; the least that works for this model is {LeastBytes:N0}: {ResidentBytes:N0} for " +
            $"embeddings, head, norms and biases, which stay in memory, and {LayerBytes:N0} for each of {BufferCount} layers. " +
            "Raise the budget, or hold the weights in bfloat16 (WeightStorage).",
        ]);
    }
}
