using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>Soft prompts in the training forward pass.</summary>
public class SoftPromptTrainingTests
{
    private static IEnumerable<TestCaseData> All => SoftPromptModels.All;

    [TestCaseSource(nameof(All))]
    public void PackedExamplesEachHaveThePrompt(string family, string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, family);
        SoftPromptModels.Attach(model, method, 3);
        int[][] examples = [[1, 2, 3, 4], [5, 6, 7], [8, 9, 1, 2, 3]];
        var packed = new TokenBatch();
        packed.Reset(2, 9);
        packed.SetRow(0, [1, 2, 3, 4, 5, 6, 7], [2, 3, 4, -100, 6, 7, -100]);
        packed.SetSegments(0, [1, 1, 1, 1, 2, 2, 2]);
        packed.SetRow(1, [8, 9, 1, 2, 3], [9, 1, 2, 3, -100]);
        packed.SetSegments(1, [1, 1, 1, 1, 1]);
        packed.CountPositions();
        var together = SoftPromptModels.Gradients(model, packed);
        var apart = SoftPromptModels.Gradients(model, [.. examples.Select(e =>
        {
            var batch = new TokenBatch();
            batch.Reset(1, e.Length);
            batch.SetRow(0, e, [.. e[1..], TokenLabels.IgnoreIndex]);
            return batch;
        })]);
        Assert.That(together.Loss, Is.EqualTo(apart.Loss).Within(1e-4));
        foreach (var (name, gradient) in apart.Gradients)
            TestModels.AssertNear(together.Gradients[name], gradient, 1e-3);
    }

    [TestCaseSource(nameof(All))]
    public void PaddingOnEitherSideChangesNothing(string family, string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, family);
        SoftPromptModels.Attach(model, method, 3);
        var plain = SoftPromptModels.Gradients(model, Row([1, 2, 3, 4], [1, 1, 1, 1], [2, 3, 4, 5]));
        var right = SoftPromptModels.Gradients(model, Row([1, 2, 3, 4, 0, 0], [1, 1, 1, 1, 0, 0], [2, 3, 4, 5, -100, -100]));
        var left = SoftPromptModels.Gradients(model, Row([0, 0, 1, 2, 3, 4], [0, 0, 1, 1, 1, 1], [-100, -100, 2, 3, 4, 5]));
        Assert.That((double)right.Loss, Is.EqualTo(plain.Loss).Within(1e-4));
        Assert.That((double)left.Loss, Is.EqualTo(plain.Loss).Within(1e-4));
        foreach (var (name, gradient) in plain.Gradients)
        {
            TestModels.AssertNear(right.Gradients[name], gradient, 1e-3);
            TestModels.AssertNear(left.Gradients[name], gradient, 1e-3);
        }

        static TokenBatch Row(int[] tokens, int[] mask, int[] labels)
        {
            var batch = new TokenBatch();
            batch.Reset(1, tokens.Length);
            batch.SetRow(0, tokens, labels);
            batch.SetSegments(0, mask);
            batch.CountPositions();
            return batch;
        }
    }

    [TestCaseSource(nameof(All))]
    public void CheckpointedBlocksGiveTheSameGradients(string family, string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, family);
        SoftPromptModels.Attach(model, method, 3);
        var plain = SoftPromptModels.Gradients(model, TestModels.Batch());
        model.GradientCheckpointing = true;
        var again = SoftPromptModels.Gradients(model, TestModels.Batch());
        Assert.That(again.Loss, Is.EqualTo(plain.Loss));
        foreach (var (name, gradient) in plain.Gradients)
            Assert.That(again.Gradients[name], Is.EqualTo(gradient), name);
    }

    [TestCaseSource(nameof(All))]
    public void GradientsAreTheSlopesOfTheLoss(string family, string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, family);
        SoftPromptModels.Attach(model, method, 3);
        var (_, gradients) = SoftPromptModels.Gradients(model, TestModels.Batch());
        foreach (var (name, parameter) in model.NamedParameters().Where(p => p.Parameter.RequiresGradient))
        {
            var index = Array.IndexOf(gradients[name], gradients[name].MaxBy(Math.Abs));
            const float Step = 2e-3f;
            var value = parameter.Value.AsSpan<float>()[index];
            parameter.Value.AsSpan<float>()[index] = value + Step;
            var above = SoftPromptModels.Gradients(model, TestModels.Batch()).Loss;
            parameter.Value.AsSpan<float>()[index] = value - Step;
            var below = SoftPromptModels.Gradients(model, TestModels.Batch()).Loss;
            parameter.Value.AsSpan<float>()[index] = value;
            Assert.That((above - below) / (2 * Step), Is.EqualTo(gradients[name][index]).Within(5).Percent.Or.EqualTo(gradients[name][index]).Within(0.05), name);
        }
    }

    [TestCaseSource(nameof(All))]
    public void TheBaseStaysBitForBit(string family, string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, family);
        var before = TestModels.Weights(model);
        var logits = TestModels.Logits(model);
        SoftPromptModels.Attach(model, method, 3);
        var first = TestModels.Logits(model);
        var losses = TestModels.Train(model, 6);
        Assert.That(losses[^1], Is.LessThan(losses[0]));
        Assert.That(TestModels.Logits(model), Is.Not.EqualTo(first));
        model.GetAdapters()!.Deactivate();
        Assert.That(TestModels.Logits(model), Is.EqualTo(logits));
        model.GetAdapters()!.Unload();
        Assert.That(model.GetAdapters(), Is.Null);
        TestModels.AssertSame(TestModels.Weights(model), before);
        Assert.That(model.NamedParameters().All(p => p.Parameter.RequiresGradient), "as it was");
        Assert.That(model.BlockSize, Is.EqualTo(40));
    }

    [Test]
    public void CountsAreTheLiteratures()
    {
        // The width of GPT-2 124M; neither its layers nor its vocabulary count in a prompt.
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, GptConfig.Gpt2 with { LayerCount = 2, VocabularySize = 64, BlockSize = 32 }, null);
        var prompts = model.Attach(new PromptTuningOptions { VirtualTokenCount = 24 });
        Assert.That(prompts.CountTrainableParameters(), Is.EqualTo(18_432));
        prompts.Unload();
        var prefixes = model.Attach(new PrefixTuningOptions { VirtualTokenCount = 24 });
        Assert.That(prefixes.CountTrainableParameters(), Is.EqualTo(24 * 2 * 2 * 768));
    }

    [Test]
    public void ATextIsRepeatedOrCutToTheVirtualTokens([Values(2, 3, 8)] int count)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, "gpt2");
        var tokenizer = CharacterTokenizer.Create("abcdefghijklmnop".EnumerateRunes());
        var ids = tokenizer.Encode("cab", addSpecialTokens: true);
        var prompts = model.Attach(
            new PromptTuningOptions { VirtualTokenCount = count, Initialization = PromptInitialization.Text, InitialText = "cab" }, tokenizer: tokenizer);
        var table = model.NamedParameters().Single(p => p.Name == "transformer.wte.weight").Parameter.Value.ToArray<float>();
        var rows = prompts.GetPrompt().Forward().ToArray<float>();
        for (var i = 0; i < count; i++)
            Assert.That(rows.AsSpan(i * 32, 32).SequenceEqual(table.AsSpan(ids[i % ids.Length] * 32, 32)), $"virtual token {i}");
    }

    [Test]
    public void SampledVocabularyStartsAsTokens()
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, "llama");
        var prompts = model.Attach(new PromptTuningOptions { VirtualTokenCount = 6, Initialization = PromptInitialization.SampledVocabulary });
        var table = model.NamedParameters().Single(p => p.Name == "model.embed_tokens.weight").Parameter.Value.ToArray<float>().Chunk(32).ToArray();
        var rows = prompts.GetPrompt().Forward().ToArray<float>().Chunk(32).ToArray();
        Assert.That(rows.All(r => table.Any(t => t.AsSpan().SequenceEqual(r))));
        Assert.That(rows.Select(r => r[0]).Distinct().Count(), Is.GreaterThan(1));
    }

    [Test]
    public void LongRowsAndPromptsAreRefused()
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, "gpt2", blockSize: 10);
        model.Attach(new PromptTuningOptions { VirtualTokenCount = 3 });
        Assert.That(() => TestModels.Logits(model), Throws.TypeOf<PipelineException>().With.Message.Contains("3 virtual tokens").And.Message.Contains("10"));
        Assert.That(
            () => model.Attach(new PromptTuningOptions { VirtualTokenCount = 10 }, "long"),
            Throws.TypeOf<PeftException>().With.Message.Contains("10 virtual tokens"));
        Assert.That(
            () => model.Attach(new PrefixTuningOptions(), "other"), Throws.TypeOf<PeftException>().With.Message.Contains("PROMPT_TUNING"));
        Assert.That(
            () => model.Attach(new PromptTuningOptions { VirtualTokenCount = 3, Initialization = PromptInitialization.Text }, "text"),
            Throws.TypeOf<OptionsException>().With.Message.Contains("InitialText"));
        Assert.That(
            () => model.Attach(
                new PromptTuningOptions { VirtualTokenCount = 3, Initialization = PromptInitialization.Text, InitialText = "a" }, "text"),
            Throws.TypeOf<PeftException>().With.Message.Contains("tokenizer"));
        model.Attach(new PromptTuningOptions { VirtualTokenCount = 2 }, "second");
        Assert.That(() => model.GetAdapters()!.Activate("default", "second"), Throws.TypeOf<PeftException>().With.Message.Contains("together"));
        Assert.That(model.GetAdapters()!.Names, Is.EqualTo(new[] { "default", "second" }));
        using var layer = new Linear(backend, 2, 2);
        Assert.That(() => layer.Attach(new PTuningOptions()), Throws.TypeOf<PeftException>().With.Message.Contains("Linear"));
    }
}
