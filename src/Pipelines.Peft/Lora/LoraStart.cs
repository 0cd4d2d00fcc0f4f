using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>What fresh adapters start with.</summary>
internal static class LoraStart
{
    /// <summary>Fills an adapter in a module. Its numbers depend on seed and path, not on what else is adapted.</summary>
    public static void Fill(ILoraLayer layer, string adapter, string path, LoraInitialization initialization, int seed)
    {
        if (layer.Bank.Find(adapter) is not { } weights)
            return;
        var random = new RandomGenerator(AdapterSeeds.Of(path, seed));
        if (initialization is LoraInitialization.Pissa or LoraInitialization.Olora)
            Decompose(layer, weights, path, initialization, random);
        else if (layer.Base is Embedding)
            FillEmbedding(weights, initialization, random);
        else
            FillProjection(weights, initialization, random);
        layer.MeasureMagnitude(adapter);
    }

    /// <summary>Sets what is subtracted of an adapter that was saved without being converted: the base's own decomposition.</summary>
    public static void Decompose(
        ILoraLayer layer, LoraWeights weights, string path, LoraInitialization initialization, RandomGenerator random)
    {
        if (layer.Base is Embedding)
            throw new PeftException($"'{path}' is an embedding; {initialization} is for projections.");
        using var weight = layer.DecodeWeight();
        if (weights.Rank > Math.Min(weight.Shape[0], weight.Shape[1]))
        {
            throw new PeftException(
                $"'{path}' is {weight.Shape}; {initialization} has no {weights.Rank} directions of it to start with. Lower the rank.");
        }

        if (initialization == LoraInitialization.Pissa)
            LowRank.Principal(weight, weights.Rank, weights.Scale, random, weights.A.Value, weights.B.Value);
        else
            LowRank.Orthogonal(weight, weights.Rank, weights.A.Value, weights.B.Value);
        weights.Start = (weights.A.Value.Clone().TakeOwnership(), weights.B.Value.Clone().TakeOwnership());
    }

    private static void FillProjection(LoraWeights weights, LoraInitialization initialization, RandomGenerator random)
    {
        if (initialization == LoraInitialization.Gaussian)
            Initialize.Normal(weights.A.Value, 0f, 1f / weights.Rank, random);
        else
            Initialize.KaimingUniform(weights.A.Value, random);
        if (initialization == LoraInitialization.Random)
            Initialize.KaimingUniform(weights.B.Value, random);
        if (weights.Bias is null)
            return;
        if (initialization != LoraInitialization.Random)
            return;
        var bound = 1f / MathF.Sqrt(weights.Rank);
        Initialize.Uniform(weights.Bias.Value, -bound, bound, random);
    }

    private static void FillEmbedding(LoraWeights weights, LoraInitialization initialization, RandomGenerator random)
    {
        if (initialization == LoraInitialization.Random)
            Initialize.Normal(weights.A.Value, 0f, 1f, random);
        Initialize.Normal(weights.B.Value, 0f, 1f, random);
    }
}
