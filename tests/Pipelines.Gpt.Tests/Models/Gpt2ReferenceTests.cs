using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

[Category("Golden")]
public class Gpt2ReferenceTests
{
    [Test]
    public void LogitsAndLossAgree()
    {
        using var fixture = new Gpt2Fixture(Gpt2Fixture.Folder);
        using var scope = new TensorScope();
        var batch = fixture.Batch();
        var outputs = fixture.Case.GetProperty("outputs");
        var tolerance = fixture.Case.GetProperty("suggested_abs_tolerance");
        var logits = fixture.Model.Logits(batch).ToArray<float>();
        Assert.That(
            logits, Is.EqualTo(Gpt2Fixture.Floats(outputs.GetProperty("logits"))).Within(tolerance.GetProperty("logits").GetDouble()));
        var loss = fixture.Model.Loss(batch, batch.LabelCount).ToScalar();
        Assert.That(loss, Is.EqualTo(outputs.GetProperty("loss").GetSingle()).Within(tolerance.GetProperty("loss").GetDouble()));
    }

    [Test]
    public void GradientsAgree()
    {
        using var fixture = new Gpt2Fixture(Gpt2Fixture.Folder);
        var batch = fixture.Batch();
        using var tape = new GradientTape();
        tape.Backward(fixture.Model.Loss(batch, batch.LabelCount));
        foreach (var (name, parameter) in fixture.Model.NamedParameters())
        {
            var expected = fixture.Expected("grad.", name);
            var actual = parameter.Gradient!.ToArray<float>();
            var scale = expected.Max(MathF.Abs);
            Assert.That(actual, Is.EqualTo(expected).Within(1e-4f * scale + 1e-7f), name);
        }
    }

    [Test]
    public void ThreeClippedStepsOfAdamWAgree()
    {
        using var fixture = new Gpt2Fixture(Gpt2Fixture.Folder);
        var batch = fixture.Batch();
        var adamw = fixture.Case.GetProperty("adamw");
        var losses = Gpt2Fixture.Floats(adamw.GetProperty("loss_before_each_step_then_final"));
        var norms = Gpt2Fixture.Floats(adamw.GetProperty("grad_norm_before_clip"));
        using var optimizer = new AdamW(ParameterGroup.SplitByRank(fixture.Model), 0.01f, 0.9f, 0.95f, 1e-8f, 0.1f);
        for (var step = 0; step < adamw.GetProperty("steps").GetInt32(); step++)
        {
            using var tape = new GradientTape();
            var loss = fixture.Model.Loss(batch, batch.LabelCount);
            tape.Backward(loss);
            var clipped = GradientClipping.ByGlobalNorm(optimizer, adamw.GetProperty("clip_grad_norm").GetSingle());
            optimizer.Step(clipped.Scale);
            optimizer.ZeroGradients();
            Assert.That(loss.ToScalar(), Is.EqualTo(losses[step]).Within(1e-4f * losses[step]));
            Assert.That(clipped.Norm, Is.EqualTo(norms[step]).Within(1e-4 * norms[step]));
        }

        using (new TensorScope())
            Assert.That(fixture.Model.Loss(batch, batch.LabelCount).ToScalar(), Is.EqualTo(losses[^1]).Within(1e-4f * losses[^1]));
        foreach (var (name, parameter) in fixture.Model.NamedParameters())
            CompareWeights(
                name, parameter.Value.ToArray<float>(), fixture.Expected("adamw.weight_after.", name), fixture.Model.Config.EmbeddingSize);
    }

    [Test]
    public void GreedyContinuationAgrees()
    {
        using var fixture = new Gpt2Fixture(Gpt2Fixture.Folder);
        var greedy = fixture.Case.GetProperty("greedy");
        var length = greedy.GetProperty("prompt").GetProperty("shape")[1].GetInt32();
        var prompts = PromptTokens.FromBatch(Gpt2Fixture.Ints(greedy.GetProperty("prompt")), [], length);
        // The second prompt holds id 0, which the reference took for padding and masked.
        var options = new GenerationOptions
        {
            Sample = false,
            MaximumNewTokens = greedy.GetProperty("max_new_tokens").GetInt32(),
            PadId = 0,
            MaskPadding = true
        };
        var result = new TokenGenerator(fixture.Model).Generate(prompts, options);
        Assert.That(result.ToBatch(out _), Is.EqualTo(Gpt2Fixture.Ints(greedy.GetProperty("sequences"))));
    }

    // The gradient of the keys' bias is mathematically zero; Adam makes steps of the rounding noise, so that third says nothing.
    private static void CompareWeights(string name, float[] actual, float[] expected, int width)
    {
        var apart = 0;
        var compared = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            if (name.EndsWith("c_attn.bias", StringComparison.Ordinal) && i >= width && i < 2 * width)
                continue;
            var difference = Math.Abs(actual[i] - expected[i]);
            Assert.That(difference, Is.LessThan(1e-3f), $"{name}[{i}]");
            compared++;
            apart += difference > 1e-4f * Math.Max(Math.Abs(expected[i]), 0.1f) ? 1 : 0;
        }

        Assert.That(apart, Is.LessThanOrEqualTo(compared / 100), name);
    }
}
