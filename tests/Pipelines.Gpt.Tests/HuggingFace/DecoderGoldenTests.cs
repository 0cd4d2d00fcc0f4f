using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;

namespace Pipelines.Gpt.Tests;

/// <summary>Decoders of the reference library's folders, against what it computed with them.</summary>
[Category("Golden")]
internal sealed class DecoderGoldenTests
{
    private static IEnumerable<TestCaseData> Logits => DecoderCase.Find("outputs/logits");

    private static IEnumerable<TestCaseData> Losses => DecoderCase.Find("outputs/loss");

    private static IEnumerable<TestCaseData> Gradients => DecoderCase.Find("outputs/loss", "gradients");

    private static IEnumerable<TestCaseData> Training => DecoderCase.Find("adamw");

    private static IEnumerable<TestCaseData> Greedy => DecoderCase.Find("greedy");

    [TestCaseSource(nameof(Logits))]
    public void LogitsAgree(GoldenCase golden)
    {
        using var decoder = new DecoderCase(golden);
        using var scope = new TensorScope();
        var batch = decoder.Batch();
        var actual = decoder.Model.Logits(batch).ToArray<float>();
        var expected = GoldenCase.Floats(golden.Get("outputs/logits"));
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        var tolerance = golden.Tolerance("logits");
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            if (!batch.HasSegments || batch.Segments[i / decoder.Model.VocabularySize] != 0)
                worst = Math.Max(worst, Math.Abs(actual[i] - expected[i]));
        }

        Assert.That(worst, Is.LessThanOrEqualTo(tolerance));
    }

    [TestCaseSource(nameof(Losses))]
    public void LossAgrees(GoldenCase golden)
    {
        using var decoder = new DecoderCase(golden);
        using var scope = new TensorScope();
        var batch = decoder.Batch();
        var expected = golden.Get("outputs/loss").GetDouble();
        Assert.That(decoder.Model.Loss(batch, batch.LabelCount).ToScalar(), Is.EqualTo(expected).Within(golden.Tolerance("loss")));
        var losses = decoder.Model.TokenLosses(batch).ToArray<float>();
        Assert.That(losses.Sum(l => (double)l) / batch.LabelCount, Is.EqualTo(expected).Within(golden.Tolerance("loss")));
    }

    [TestCaseSource(nameof(Gradients))]
    public void GradientsAgree(GoldenCase golden)
    {
        using var decoder = new DecoderCase(golden);
        var batch = decoder.Batch();
        using var tape = new GradientTape();
        tape.Backward(decoder.Model.Loss(batch, batch.LabelCount));
        var compared = 0;
        foreach (var (name, parameter) in decoder.Model.NamedParameters())
        {
            if (!decoder.Expects("grad.", name))
                continue;
            compared++;
            var expected = decoder.Expected("grad.", name, parameter.Shape);
            var actual = parameter.Gradient!.ToArray<float>();
            var scale = expected.Max(MathF.Abs);
            var worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
            Assert.That(worst, Is.LessThanOrEqualTo((1e-4f * scale) + 1e-7f), name);
        }

        Assert.That(compared, Is.Positive);
    }

    [TestCaseSource(nameof(Training))]
    public void StepsOfAdamWAgree(GoldenCase golden)
    {
        using var decoder = new DecoderCase(golden);
        var batch = decoder.Batch();
        var losses = GoldenCase.Floats(golden.Get("adamw/loss_before_each_step_then_final"));
        var norms = golden.TryGet("adamw/grad_norm_before_clip", out var given) ? GoldenCase.Floats(given) : null;
        using var optimizer = Optimizer(decoder);
        for (var step = 0; step < losses.Length - 1; step++)
        {
            using var tape = new GradientTape();
            var loss = decoder.Model.Loss(batch, batch.LabelCount);
            tape.Backward(loss);
            Assert.That(loss.ToScalar(), Is.EqualTo(losses[step]).Within(1e-4f), $"loss before step {step + 1}");
            var scale = 1f;
            if (norms is not null)
            {
                var clipped = GradientClipping.ByGlobalNorm(optimizer, golden.Get("adamw/clip_grad_norm").GetSingle());
                Assert.That(clipped.Norm, Is.EqualTo(norms[step]).Within(1e-4 * norms[step]));
                scale = clipped.Scale;
            }

            optimizer.Step(scale);
            optimizer.ZeroGradients();
        }

        using (new TensorScope())
            Assert.That(decoder.Model.Loss(batch, batch.LabelCount).ToScalar(), Is.EqualTo(losses[^1]).Within(1e-4f), "the last loss");
        var (apart, compared) = (0, 0);
        foreach (var (name, parameter) in decoder.Model.NamedParameters())
            CompareWeights(decoder, name, parameter, ref apart, ref compared);
        Assert.That(apart, Is.LessThanOrEqualTo(compared / 100), "elements that differ by more than 1e-5");
    }

    [TestCaseSource(nameof(Greedy))]
    public void GreedyContinuationsAgree(GoldenCase golden)
    {
        using var decoder = new DecoderCase(golden);
        var (prompts, sequences) = (golden.Get("greedy/prompt"), golden.Get("greedy/sequences"));
        var (tokens, expected) = (GoldenCase.Ints(prompts), GoldenCase.Ints(sequences));
        var (length, total) = (GoldenCase.Extents(prompts)[1], GoldenCase.Extents(sequences)[1]);
        var mask = golden.TryGet("greedy/attention_mask", out var given) ? GoldenCase.Ints(given) : null;
        var logits = new float[decoder.Model.VocabularySize];
        var compared = 0;
        for (var row = 0; row < GoldenCase.Extents(prompts)[0]; row++)
        {
            // Without a mask the reference took the id 0 for padding and hid it, which is no plain continuation.
            var prompt = tokens[(row * length)..((row + 1) * length)].Where((_, i) => mask is null
                || mask[(row * length) + i] != 0).ToArray();
            if (mask is null && prompt.Contains(0))
                continue;
            compared++;
            using var session = decoder.Model.StartDecoding(1);
            session.Append(0, prompt, logits);
            for (var position = length; position < total; position++)
            {
                var chosen = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits);
                Assert.That(chosen, Is.EqualTo(expected[(row * total) + position]), $"row {row}, position {position}");
                if (position < total - 1)
                    session.Append(0, [chosen], logits);
            }
        }

        Assert.That(compared, Is.Positive);
    }

    private static AdamW Optimizer(DecoderCase decoder)
    {
        var golden = decoder.Golden;
        float Number(string name) => golden.Get($"adamw/{name}").GetSingle();
        var decaysAll = golden.Get("adamw/groups").GetString()!.StartsWith("1 group", StringComparison.Ordinal);
        IReadOnlyList<ParameterGroup> groups = decaysAll ? [new ParameterGroup(decoder.Model.NamedParameters())]
            : [.. ParameterGroup.SplitByRank(decoder.Model)];
        var betas = golden.Get("adamw/betas").EnumerateArray().Select(v => v.GetSingle()).ToArray();
        return new AdamW(groups, Number("lr"), betas[0], betas[1], Number("eps"), Number("weight_decay"));
    }

    // The gradient of GPT-2's key bias is mathematically zero; Adam makes steps of the rounding noise, so that third says nothing.
    private static void CompareWeights(DecoderCase decoder, string name, Parameter parameter, ref int apart, ref int compared)
    {
        var expected = decoder.Expected("adamw.weight_after.", name, parameter.Shape);
        var actual = parameter.Value.AsSpan<float>();
        var width = decoder.Model.Config.EmbeddingSize;
        for (var i = 0; i < expected.Length; i++)
        {
            if (name.EndsWith("attn.c_attn.bias", StringComparison.Ordinal) && i >= width && i < 2 * width)
                continue;
            var difference = Math.Abs(actual[i] - expected[i]);
            Assert.That(difference, Is.LessThanOrEqualTo(1e-3f), $"{name}[{i}]");
            compared++;
            apart += difference > 1e-5f ? 1 : 0;
        }
    }
}
