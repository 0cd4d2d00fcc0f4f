using Pipelines.Tensors;
using Pipelines.Testing.Goldens;

namespace Pipelines.Encoders.Tests;

/// <summary>DeBERTa and its multiple-choice head against the reference library's numbers.</summary>
[Category("Golden")]
internal sealed class DebertaGoldenTests : EncoderTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("deberta-", golden => golden.Has("outputs/logits"));

    private static IEnumerable<TestCaseData> Tables => GoldenCase.Find("deberta-", golden => golden.Has("tables"));

    [TestCaseSource(nameof(Cases))]
    public void Outputs_AreTheReferences(GoldenCase golden)
    {
        using var model = MultipleChoiceModel.Load(golden.Folder, Backend);
        var (batch, choices, labels) = Inputs(golden);
        var logits = model.Forward(batch, choices, out var output);
        golden.AssertOutput("logits", logits);
        golden.AssertOutput("embedding_output_flat", output.EmbeddingOutput, batch);
        golden.AssertOutput("last_hidden_state_flat", output.LastHiddenState, batch);
        if (golden.Has("outputs/loss"))
            golden.AssertOutput("loss", model.Loss(batch, choices, labels));
    }

    [TestCaseSource(nameof(Cases))]
    public void Gradients_AreTheReferences(GoldenCase golden)
    {
        using var model = MultipleChoiceModel.Load(golden.Folder, Backend);
        var (batch, choices, labels) = Inputs(golden);
        using var tape = new GradientTape();
        tape.Backward(model.Loss(batch, choices, labels));
        Assert.That(golden.AssertGradients(model), Is.Positive);
    }

    [TestCaseSource(nameof(Cases))]
    public void SavedModel_HasTheReferencesNames(GoldenCase golden)
    {
        using var model = MultipleChoiceModel.Load(golden.Folder, Backend);
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        golden.AssertSaved(folder.Path, name => name);
        using var again = MultipleChoiceModel.Load(folder.Path, Backend);
        Assert.That(((DebertaModel)again.Encoder).Config, Is.EqualTo(((DebertaModel)model.Encoder).Config));
    }

    [TestCaseSource(nameof(Cases))]
    public void RelativePositions_AreTheReferences(GoldenCase golden)
    {
        if (!golden.TryGet("relative_position_buckets", out var expected))
            Assert.Ignore("The case has no relative positions.");
        using var model = MultipleChoiceModel.Load(golden.Folder, Backend);
        var config = ((DebertaModel)model.Encoder).Config;
        var (length, buckets) = (GoldenCase.Extents(expected)[0], GoldenCase.Ints(expected));
        for (var i = 0; i < buckets.Length; i++)
        {
            var relative = i / length - i % length;
            var bucket = config.PositionBuckets > 0
                ? RelativePositions.LogBucket(relative, config.PositionBuckets, config.RelativeLimit)
                : relative;
            Assert.That(bucket, Is.EqualTo(buckets[i]), $"query {i / length}, key {i % length}");
        }
    }

    [TestCaseSource(nameof(Tables))]
    public void LogBuckets_AreTheReferences(GoldenCase golden)
    {
        foreach (var table in golden.Get("tables").EnumerateArray())
        {
            var (size, limit) = (table.GetProperty("bucket_size").GetInt32(), table.GetProperty("max_position").GetInt32());
            var first = table.GetProperty("first_relative_position").GetInt32();
            var buckets = GoldenCase.Ints(table.GetProperty("bucket_of_each"));
            for (var i = 0; i < buckets.Length; i++)
            {
                var bucket = RelativePositions.LogBucket(first + i, size, limit);
                Assert.That(bucket, Is.EqualTo(buckets[i]), $"{size} buckets, position {first + i}");
            }
        }
    }

    private static (EncoderBatch Batch, int Choices, int[] Labels) Inputs(GoldenCase golden) => (
        golden.Batch(), GoldenCase.Extents(golden.Get("inputs/input_ids"))[1], GoldenCase.Ints(golden.Get("inputs/labels")));
}
