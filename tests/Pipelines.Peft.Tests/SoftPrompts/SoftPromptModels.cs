using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>Tiny decoders of two families, and a soft prompt of each method.</summary>
internal static class SoftPromptModels
{
    /// <summary>Families and methods.</summary>
    public static IEnumerable<TestCaseData> All =>
        from family in new[] { "gpt2", "llama", "phi3" }
        from method in new[] { "prompt", "prefix", "projection", "mlp", "lstm" }
        select new TestCaseData(family, method);

    public static GptConfig Llama { get; } = TestModels.Config with
    {
        HeadCount = 4,
        KeyValueHeadCount = 2,
        Norm = NormKind.RmsNorm,
        Positions = PositionKind.Rotary,
        FeedForward = FeedForwardKind.Gated,
        Activation = Activation.Silu,
        Bias = false,
        TieEmbeddings = false,
        FeedForwardSize = 48,
    };

    public static GptConfig Config(string family) => family switch
    {
        "gpt2" => TestModels.Config,
        "llama" => Llama,
        _ => Llama with { FusedProjections = true },
    };

    /// <summary>A model whose logits differ enough for tokens to be clear.</summary>
    public static GptModel Create(ITensorBackend backend, GptConfig config, int blockSize = 40)
    {
        var model = new GptModel(backend, config with { BlockSize = blockSize, InitializerRange = 0.3f }, new RandomGenerator(1));
        model.ToEvaluation();
        return model;
    }

    public static GptModel Create(ITensorBackend backend, string family, int blockSize = 40) => Create(backend, Config(family), blockSize);

    /// <summary>Puts a prompt on a model; gives how to have it by name.</summary>
    public static Func<string, ISoftPrompt> Attach(GptModel model, string method, int count, string name = "default", int seed = 0)
    {
        switch (method)
        {
            case "prompt":
                return model.Attach(new PromptTuningOptions { VirtualTokenCount = count }, name, seed).GetPrompt;
            case "prefix":
                return model.Attach(new PrefixTuningOptions { VirtualTokenCount = count }, name, seed).GetPrompt;
            case "projection":
                return model.Attach(
                    new PrefixTuningOptions { VirtualTokenCount = count, Projection = true, EncoderHiddenSize = 10 }, name, seed).GetPrompt;
            case "mlp":
                return model.Attach(new PTuningOptions { VirtualTokenCount = count, EncoderHiddenSize = 10 }, name, seed).GetPrompt;
            default:
                return model.Attach(
                    new PTuningOptions { VirtualTokenCount = count, EncoderHiddenSize = 6, Encoder = PromptEncoderKind.Lstm }, name, seed).GetPrompt;
        }
    }

    /// <summary>The logits behind each token of a row, all computed at once, behind a prompt.</summary>
    public static float[] Whole(GptModel model, int[] tokens, ISoftPrompt? prompt)
    {
        using var scope = new TensorScope();
        var before = model.SoftPrompt;
        model.SoftPrompt = prompt;
        try
        {
            var batch = new TokenBatch();
            batch.Reset(1, tokens.Length);
            batch.SetRow(0, tokens, tokens);
            return model.Logits(batch).ToArray<float>();
        }
        finally
        {
            model.SoftPrompt = before;
        }
    }

    /// <summary>The gradients of the prompt's parameters, and the loss.</summary>
    public static (float Loss, Dictionary<string, float[]> Gradients) Gradients(GptModel model, params TokenBatch[] batches)
    {
        model.ZeroGradients();
        var sum = 0f;
        foreach (var batch in batches)
        {
            using var tape = new GradientTape();
            var loss = model.Loss(batch, 1);
            tape.Backward(loss);
            sum += loss.ToScalar();
        }

        return (sum, model.NamedParameters().Where(p => p.Parameter.RequiresGradient)
            .ToDictionary(p => p.Name, p => p.Parameter.Gradient!.ToArray<float>()));
    }
}
