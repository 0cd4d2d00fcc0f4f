using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Pipelines.Gpt;

public sealed partial class GptModel
{
    private const int ProbeLength = 64;

    /// <summary>How the projections of the blocks are kept in few bits; null where they are not.</summary>
    public QuantizationOptions? Quantization { get; internal set; }

    /// <summary>
    /// Keeps the weights of the blocks' projections in few bits and freezes the model: adapters can be trained on it. Weights from a folder
    /// are better quantized while they are loaded (<see cref="GptLoadOptions.Quantization"/>), which never holds all of them in Float32.
    /// </summary>
    /// <param name="options">How; null for NF4 in blocks of 64.</param>
    /// <returns>What was quantized, how far the weights are from what they were, and what that does to a few logits.</returns>
    /// <exception cref="ModuleException">
    /// Adapters are on the model, nothing is left to quantize, or a name of <see cref="QuantizationOptions.SkipModules"/> fits no module.
    /// </exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public QuantizationReport Quantize(QuantizationOptions? options = null)
    {
        options = OptionsValidation.Validated(options ?? new QuantizationOptions());
        var before = ProbeLogits();
        var report = ((Module)this).Quantize(options);
        Quantization = options;
        var after = ProbeLogits();
        var difference = 0f;
        var agreeing = 0;
        var positions = before.Length / VocabularySize;
        for (var i = 0; i < before.Length; i++)
            difference = Math.Max(difference, Math.Abs(before[i] - after[i]));
        for (var i = 0; i < positions; i++)
        {
            var row = i * VocabularySize;
            agreeing += TensorPrimitives.IndexOfMax<float>(before.AsSpan(row, VocabularySize))
                == TensorPrimitives.IndexOfMax<float>(after.AsSpan(row, VocabularySize)) ? 1 : 0;
        }

        return report with { LogitDifference = difference, AgreeingPredictions = (double)agreeing / positions };
    }

    /// <summary>Makes a model whose blocks' projections are still in a file, to be loaded one after the other.</summary>
    internal static GptModel Unloaded(ITensorBackend backend, GptConfig config, WeightStorage storage) => new(
        backend, config, random: null, storage, (input, output, bias) => new UnloadedProjection(backend, input, output, bias));

    private float[] ProbeLogits()
    {
        var length = Math.Min(ProbeLength, BlockSize);
        var tokens = new int[length];
        for (var i = 0; i < length; i++)
            tokens[i] = (int)((1 + i * 7919L) % VocabularySize);
        var batch = new TokenBatch();
        batch.Reset(1, length);
        batch.SetRow(0, tokens, tokens);
        var wasTraining = IsTraining;
        ToEvaluation();
        try
        {
            using var paused = GradientTape.Pause();
            using var scope = new TensorScope();
            return Logits(batch).ToArray<float>();
        }
        finally
        {
            if (wasTraining)
                ToTraining();
        }
    }
}
