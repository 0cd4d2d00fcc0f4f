using Pipelines.Gpt;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests;

/// <summary>The code of docs/tutorials/scaling-laws.md, which a test runs.</summary>
internal static class ScalingTutorialExamples
{
    public static GptPlan Plan(PipelineContext context, TextWriter output)
    {
        var plan = context.Model.Plan(GptConfig.NanoLlama with { VocabularySize = 65 }, o => o.BatchSize = 12);
        output.WriteLine(plan);
        return plan;
    }

    public static IReadOnlyList<(long Parameters, double Loss)> Compare(
        PipelineContext context, IDataView train, IDataView held, double flops, IReadOnlyList<int> widths, TextWriter output)
    {
        var results = new List<(long Parameters, double Loss)>();
        var tokenizer = context.Transforms.Tokenize(o => o.Kind = TokenizerKind.Characters).Fit(train).Tokenizer;
        foreach (var width in widths)
        {
            var config = GptConfig.NanoLlama with
            {
                VocabularySize = tokenizer.VocabularySize,
                EmbeddingSize = width,
                FeedForwardSize = width * 8 / 3,
            };
            var plan = context.Model.Plan(config, o => o.BatchSize = 12);
            var steps = (int)(flops / plan.Flops.Training / plan.TokensPerStep);
            var pipeline = context.Transforms.Tokenize(o => o.Tokenizer = tokenizer)
                .Append(context.Transforms.Pack(o => { o.BlockSize = config.BlockSize; o.Stride = 1; }), TransformerScope.Training)
                .Append(
                    context.Transforms.Pack(o => { o.BlockSize = config.BlockSize; o.Remainder = PackRemainder.Pad; }),
                    TransformerScope.Testing)
                .Append(context.Trainers.Pretrain(config, o =>
                {
                    (o.Steps, o.BatchSize) = (steps, 12);
                    (o.LearningRate, o.MinimumLearningRate, o.WarmupSteps) = (2e-3, 2e-4, steps / 10);
                }));
            using var fitted = pipeline.Fit(train, held);
            var loss = fitted.LastTransformer.Result!.ValidationLoss!.Value;
            output.WriteLine(
                $"{width,4} wide  {plan.Parameters.Total,10:N0} parameters  {steps * plan.TokensPerStep,11:N0} tokens  loss {loss:F3}");
            results.Add((plan.Parameters.Total, loss));
        }

        return results;
    }

    public static void Optimum(double flops, TextWriter output)
    {
        foreach (var law in ScalingLaws.All)
        {
            var optimum = law.ForFlops(flops);
            output.WriteLine($"{law.Name,-32}{optimum.Parameters,10:N0} parameters  {optimum.Tokens,12:N0} tokens");
        }
    }
}
