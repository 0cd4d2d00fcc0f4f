using Pipelines.Tensors;
using Pipelines.Testing.Goldens;

namespace Pipelines.Encoders.Tests;

/// <summary>Collating, loss and scoring against the reference library's numbers, on every multiple-choice case there is.</summary>
[Category("Golden")]
internal sealed class ChoiceGoldenTests : EncoderTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("deberta- bert-", IsChoice);

    [TestCaseSource(nameof(Cases))]
    public void Collating_MakesTheReferencesInputs(GoldenCase golden)
    {
        using var model = MultipleChoiceModel.Load(golden.Folder, Backend);
        var (expected, batch) = (golden.Batch(), ChoiceBatch.Collate(Questions(golden), model.Encoder.PadTokenId));
        Assert.That(batch.Rows.InputIds, Is.EqualTo(expected.InputIds));
        Assert.That(batch.Rows.AttentionMask, Is.EqualTo(expected.AttentionMask));
        golden.AssertOutput("logits", model.Forward(batch));
        golden.AssertOutput("loss", model.Loss(batch));
    }

    [TestCaseSource(nameof(Cases))]
    public void Scoring_GivesTheReferencesLogits(GoldenCase golden)
    {
        using var model = MultipleChoiceModel.Load(golden.Folder, Backend);
        var (expected, tolerance) = (golden.Expected("logits"), golden.Tolerance("logits"));
        foreach (var batchSize in new[] { 1, 3, 64 })
        {
            var scores = ChoiceScorer.Score(model, Questions(golden), batchSize);
            Assert.That(scores.SelectMany(s => s), Is.EqualTo(expected).Within(tolerance));
        }
    }

    private static bool IsChoice(GoldenCase golden) =>
        golden.Has("outputs/logits") && golden.Has("inputs/labels") && GoldenCase.Extents(golden.Get("inputs/input_ids")).Length == 3;

    private static ChoiceQuestion[] Questions(GoldenCase golden)
    {
        var extents = GoldenCase.Extents(golden.Get("inputs/input_ids"));
        var (ids, mask) = (GoldenCase.Ints(golden.Get("inputs/input_ids")), GoldenCase.Ints(golden.Get("inputs/attention_mask")));
        var labels = GoldenCase.Ints(golden.Get("inputs/labels"));
        return [.. Enumerable.Range(0, extents[0]).Select(question => new ChoiceQuestion(
            [.. Enumerable.Range(0, extents[1]).Select(option =>
            {
                var start = (question * extents[1] + option) * extents[2];
                return ids.Skip(start).Take(extents[2]).Where((_, i) => mask[start + i] != 0).ToArray();
            })],
            labels[question]))];
    }
}
