using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>Questions with any numbers of options in one batch.</summary>
internal sealed class ChoiceBatchTests : EncoderTests
{
    private static readonly BertConfig Bert = MaskedTestBed.Bert with { LayerCount = 1, HiddenSize = 8, HeadCount = 2, IntermediateSize = 12 };

    private static readonly ChoiceQuestion Two = new([[2, 3, 4], [2, 5]], 1, [[0, 0, 1], [0, 1]]);

    private static readonly ChoiceQuestion Three = new([[2, 6], [2, 7, 8, 9], [2]], 0);

    [Test]
    public void RowsArePaddedToTheLongest()
    {
        var batch = ChoiceBatch.Collate([Two, Three], padTokenId: 1);
        Assert.That((batch.Rows.RowCount, batch.Rows.Length, batch.MaximumCount), Is.EqualTo((5, 4, 3)));
        Assert.That(batch.Rows.InputIds, Is.EqualTo(new[] { 2, 3, 4, 1, 2, 5, 1, 1, 2, 6, 1, 1, 2, 7, 8, 9, 2, 1, 1, 1 }));
        Assert.That(batch.Rows.AttentionMask, Is.EqualTo(new[] { 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0 }));
        Assert.That(batch.Rows.TokenTypeIds, Is.EqualTo(new[] { 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
        Assert.That(batch.Counts, Is.EqualTo(new[] { 2, 3 }));
        Assert.That(batch.Labels, Is.EqualTo(new[] { 1, 0 }));
        Assert.That(ChoiceBatch.Collate([Two], 1, leastLength: 6).Rows.Length, Is.EqualTo(6));
        Assert.Throws<ArgumentException>(() => ChoiceBatch.Collate([Two with { Label = 2 }], 1));
        Assert.Throws<ArgumentException>(() => ChoiceBatch.Collate([Two with { Options = [] }], 1));
        Assert.Throws<ArgumentException>(() => ChoiceBatch.Collate([Two with { TokenTypes = [[0], [0]] }], 1));
        Assert.Throws<ArgumentException>(() => ChoiceBatch.Collate([], 1));
    }

    [Test]
    public void QuestionsTogether_ScoreAsAlone()
    {
        var random = new RandomGenerator(3);
        using var model = new MultipleChoiceModel(new BertModel(Backend, Bert, random), random);
        var both = model.Forward(ChoiceBatch.Collate([Two, Three], 0)).ToArray<float>();
        var two = model.Forward(ChoiceBatch.Collate([Two], 0)).ToArray<float>();
        var three = model.Forward(ChoiceBatch.Collate([Three], 0)).ToArray<float>();
        Assert.That(both, Is.EqualTo((float[])[.. two, -1e9f, .. three]).Within(1e-5));
        var loss = model.Loss(ChoiceBatch.Collate([Two, Three], 0), normalizer: 1).ToScalar();
        var apart = model.Loss(ChoiceBatch.Collate([Two], 0)).ToScalar() + model.Loss(ChoiceBatch.Collate([Three], 0)).ToScalar();
        Assert.That(loss, Is.EqualTo(apart).Within(1e-5));
        var known = model.Loss(ChoiceBatch.Collate([Two, Three with { Label = TokenLabels.IgnoreIndex }], 0)).ToScalar();
        Assert.That(known, Is.EqualTo(model.Loss(ChoiceBatch.Collate([Two], 0)).ToScalar()).Within(1e-5));
    }

    [Test]
    public void QuestionsOfDifferentSizes_HaveTheGradientsOfTheirLoss()
    {
        var random = new RandomGenerator(3);
        using var model = new MultipleChoiceModel(new BertModel(Backend, Bert with { InitializerRange = 0.3f }, random), random);
        ModelGradientCheck.Verify(model, () => model.Loss(ChoiceBatch.Collate([Two, Three], 0)));
    }

    [Test]
    public void TokenTypesAreLeftOut_WhereTheEncoderTellsNoneApart()
    {
        var random = new RandomGenerator(3);
        using var model = new MultipleChoiceModel(new BertModel(Backend, Bert with { TokenTypeCount = 1 }, random), random);
        Assert.That(
            model.Forward(ChoiceBatch.Collate([Two], 0)).ToArray<float>(),
            Is.EqualTo(model.Forward(ChoiceBatch.Collate([Two with { TokenTypes = null }], 0)).ToArray<float>()));
        using var typed = new MultipleChoiceModel(new BertModel(Backend, Bert, random), random);
        Assert.That(
            typed.Forward(ChoiceBatch.Collate([Two], 0)).ToArray<float>(),
            Is.Not.EqualTo(typed.Forward(ChoiceBatch.Collate([Two with { TokenTypes = null }], 0)).ToArray<float>()));
    }
}
