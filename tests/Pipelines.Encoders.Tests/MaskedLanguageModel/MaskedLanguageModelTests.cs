using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>The head for hidden tokens, and DeBERTa's mask decoder.</summary>
internal sealed class MaskedLanguageModelTests : EncoderTests
{
    private static readonly Dictionary<string, Func<ITensorBackend, TextEncoder>> Encoders = new()
    {
        ["bert"] = backend => new BertModel(backend, MaskedTestBed.Bert, new RandomGenerator(3), hasPooler: false),
        ["roberta"] = backend => new BertModel(
            backend, MaskedTestBed.Bert with { ModelType = "roberta", PadTokenId = 1 }, new RandomGenerator(3), hasPooler: false),
        ["deberta, enhanced"] = backend => new DebertaModel(backend, MaskedTestBed.Deberta, new RandomGenerator(3)),
        ["deberta, enhanced, convolution"] = backend => new DebertaModel(
            backend, MaskedTestBed.Deberta with { ConvolutionSize = 3, ShareAttentionKey = false }, new RandomGenerator(3)),
        ["deberta, plain"] = backend => new DebertaModel(
            backend, MaskedTestBed.Deberta with { PositionBiasedInput = true }, new RandomGenerator(3)),
    };

    private static readonly int[][] Rows = [[2, 4, 3, 6, 7, 8], [2, 3, 10], [2, 12, 13, 3, 15, 3, 17, 18, 19]];

    private static readonly int[][] Labels =
        [[-100, -100, 5, -100, -100, -100], [-100, 9, -100], [-100, -100, -100, 14, -100, 16, -100, 18, -100]];

    [TestCaseSource(nameof(Encoders))]
    public void Gradients_AreThoseOfTheLoss(KeyValuePair<string, Func<ITensorBackend, TextEncoder>> encoder)
    {
        using var model = new MaskedLanguageModel(encoder.Value(Backend), new RandomGenerator(4));
        ModelGradientCheck.Verify(model, () => model.Loss(Batch(model, 0, 1, 2), LabelsOf(0, 1, 2)));
    }

    [TestCaseSource(nameof(Encoders))]
    public void NothingDependsOnPaddingOrNeighbours(KeyValuePair<string, Func<ITensorBackend, TextEncoder>> encoder)
    {
        using var model = new MaskedLanguageModel(encoder.Value(Backend), new RandomGenerator(4));
        var (loss, gradients) = Gradients(model, [[0, 1, 2]]);
        foreach (var parts in (int[][][])[[[0], [1], [2]], [[1, 2], [0]]])
        {
            var (other, others) = Gradients(model, parts);
            Assert.That(other, Is.EqualTo(loss).Within(1e-5 * loss));
            foreach (var (name, gradient) in gradients)
            {
                var noise = name.EndsWith("key.bias", StringComparison.Ordinal) || name.EndsWith("key_proj.bias", StringComparison.Ordinal);
                var tolerance = 1e-5 * gradient.Max(Math.Abs) + (noise ? 1e-6 : 1e-8);
                Assert.That(others[name], Is.EqualTo(gradient).Within(tolerance), name);
            }
        }
    }

    [TestCaseSource(nameof(Encoders))]
    public void LogitsAndLossAgree(KeyValuePair<string, Func<ITensorBackend, TextEncoder>> encoder)
    {
        using var model = new MaskedLanguageModel(encoder.Value(Backend), new RandomGenerator(4));
        Bias(model).Value.AsSpan<float>()[18] = 1.5f;
        var batch = Batch(model, 2);
        var logits = model.Logits(batch).ToArray<float>();
        var expected = 0.0;
        foreach (var (place, label) in ((int, int)[])[(3, 14), (5, 16), (7, 18)])
        {
            var row = logits.AsSpan(place * 20, 20).ToArray();
            expected += Math.Log(row.Sum(x => Math.Exp(x))) - row[label];
        }

        var loss = model.Loss(batch, LabelsOf(2), out var losses);
        Assert.That(loss.ToScalar(), Is.EqualTo(expected / 3).Within(1e-5));
        Assert.That(losses.ToArray<float>().Count(l => l > 0), Is.EqualTo(3));
    }

    [TestCaseSource(nameof(Encoders))]
    public void SavedFolder_IsReadByEveryLoader(KeyValuePair<string, Func<ITensorBackend, TextEncoder>> encoder)
    {
        using var model = new MaskedLanguageModel(encoder.Value(Backend), new RandomGenerator(4));
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        using var again = MaskedLanguageModel.Load(folder.Path, Backend);
        Assert.That(again.NewParameters, Is.Empty);
        Assert.That(again.Encoder.UnusedTensors, Is.Empty);
        var batch = Batch(model, 0, 1);
        Assert.That(again.Logits(batch).ToArray<float>(), Is.EqualTo(model.Logits(batch).ToArray<float>()));
        using var plain = TextEncoder.Load(folder.Path, Backend);
        Assert.That(
            plain.Forward(batch).LastHiddenState.ToArray<float>(),
            Is.EqualTo(model.Encoder.Forward(batch).LastHiddenState.ToArray<float>()));
        using var choice = MultipleChoiceModel.Load(folder.Path, Backend, allowNewHead: true);
        Assert.That(choice.NewParameters, Is.Not.Empty);
        using var weights = ModelFolder.Open(folder.Path);
        var bias = model.HasEnhancedMaskDecoder ? "lm_predictions.lm_head.bias" : model.Encoder is BertModel { Config.ModelType: "roberta" } ? "lm_head.bias" : "cls.predictions.bias";
        Assert.That(weights.Weights.Contains(bias), bias);
    }

    [Test]
    public void AFolderWithoutAHeadIsRefusedUnlessANewOneIsAllowed()
    {
        using var encoder = new DebertaModel(Backend, MaskedTestBed.Deberta, new RandomGenerator(3));
        using var folder = new TemporaryFolder();
        encoder.Save(folder.Path);
        Assert.That(() => MaskedLanguageModel.Load(folder.Path, Backend), Throws.TypeOf<ModelFolderException>().With.Message.Contains("head"));
        using var model = MaskedLanguageModel.Load(folder.Path, Backend, allowNewHead: true);
        Assert.That(model.NewParameters, Has.Some.Contains("position_embeddings"));
    }

    [Test]
    public void TheMaskDecoderReadsAbsolutePositions()
    {
        using var model = new MaskedLanguageModel(
            new DebertaModel(Backend, MaskedTestBed.Deberta, new RandomGenerator(3)), new RandomGenerator(4));
        var batch = new EncoderBatch(1, 4, [3, 3, 3, 3]);
        var table = model.NamedParameters().Single(p => p.Name == "lm_predictions.position_embeddings.weight").Parameter;
        var before = model.Logits(batch).ToArray<float>();
        table.Value.AsSpan<float>().Slice(2 * 16, 16).Fill(1);
        var after = model.Logits(batch).ToArray<float>();

        // Positions make queries only: another token's logits stay.
        Assert.That(after[(2 * 20)..(3 * 20)], Is.Not.EqualTo(before[(2 * 20)..(3 * 20)]));
        Assert.That(after[..(2 * 20)], Is.EqualTo(before[..(2 * 20)]));
        Assert.That(model.BlockSize, Is.EqualTo(MaskedTestBed.Deberta.PositionCount));
        Assert.That(() => model.Logits(new EncoderBatch(1, 65, new int[65])), Throws.TypeOf<PipelineException>());
    }

    private static Parameter Bias(MaskedLanguageModel model) => model.NamedParameters()
        .Single(p => p.Name is "lm_predictions.lm_head.bias" or "lm_head.bias" or "cls.predictions.bias").Parameter;

    private static EncoderBatch Batch(MaskedLanguageModel model, params int[] rows) =>
        EncoderBatch.Pad([.. rows.Select(row => Rows[row])], model.Encoder.PadTokenId);

    private static int[] LabelsOf(params int[] rows)
    {
        var length = rows.Max(row => Rows[row].Length);
        return [.. rows.SelectMany(row => Labels[row].Concat(Enumerable.Repeat(TokenLabels.IgnoreIndex, length - Labels[row].Length)))];
    }

    private static (double Loss, Dictionary<string, float[]> Gradients) Gradients(MaskedLanguageModel model, int[][] parts)
    {
        var loss = 0.0;
        model.ZeroGradients();
        foreach (var rows in parts)
        {
            using var tape = new GradientTape();
            var part = model.Loss(Batch(model, rows), LabelsOf(rows), normalizer: 5);
            loss += part.ToScalar();
            tape.Backward(part);
        }

        return (loss, model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Gradient!.ToArray<float>()));
    }
}
