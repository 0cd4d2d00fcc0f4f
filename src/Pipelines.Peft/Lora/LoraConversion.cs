using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// Turns an adapter whose start is subtracted (PiSSA, OLoRA) into a plain one of twice the rank, which any reader can use on the base as it
/// is.
/// </summary>
internal static class LoraConversion
{
    /// <summary>Joins what is subtracted to the tensors.</summary>
    public static void Convert(Dictionary<string, Tensor> tensors, string prefix, LoraWeights weights)
    {
        using var paused = GradientTape.Pause();
        if (weights.Start is not var (a, b))
            return;
        tensors[prefix + "lora_A.weight"] = Functional.Concat(0, weights.A.Value, a);
        tensors[prefix + "lora_B.weight"] = Functional.Concat(1, weights.B.Value, Functional.Scale(b, -1f));
    }

    /// <summary>Twice the rank and the same factor on the product.</summary>
    public static void Convert(LoraOptions options)
    {
        // Alpha over the rank, or its root, stays what it was.
        var factor = options.RankStabilized ? Math.Sqrt(2) : 2;
        options.Initialization = LoraInitialization.Default;
        options.Rank *= 2;
        options.Alpha *= factor;
        foreach (var key in options.RankPattern.Keys.ToList())
            options.RankPattern[key] *= 2;
        foreach (var key in options.AlphaPattern.Keys.ToList())
            options.AlphaPattern[key] *= factor;
    }
}
