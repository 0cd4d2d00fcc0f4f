using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>Heads on encoders, and encoders without one.</summary>
internal sealed class MultipleChoiceModelTests : EncoderTests
{
    private static readonly BertConfig Bert = new()
    {
        VocabularySize = 11,
        HiddenSize = 8,
        LayerCount = 1,
        HeadCount = 2,
        IntermediateSize = 12,
        PositionCount = 9,
        InitializerRange = 0.3f,
    };

    private static readonly EncoderBatch Choices = new(4, 3, [2, 3, 4, 5, 6, 7, 8, 9, 1, 1, 2, 3]);

    [Test]
    public void BertHead_HasTheGradientsOfItsLoss()
    {
        var random = new RandomGenerator(3);
        using var model = new MultipleChoiceModel(new BertModel(Backend, Bert, random), random);
        ModelGradientCheck.Verify(model, () => model.Loss(Choices, 2, [1, 0]));
    }

    [Test]
    public void SavedModel_IsTheSame()
    {
        var random = new RandomGenerator(3);
        using var model = new MultipleChoiceModel(new BertModel(Backend, Bert, random), random);
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        using var again = MultipleChoiceModel.Load(folder.Path, Backend);
        Assert.That(again.NewParameters, Is.Empty);
        Assert.That(again.Forward(Choices, 2).ToArray<float>(), Is.EqualTo(model.Forward(Choices, 2).ToArray<float>()));
    }

    [Test]
    public void EncoderWithoutHead_IsRefusedUnlessAllowed()
    {
        using var encoder = new BertModel(Backend, Bert, new RandomGenerator(3));
        using var folder = new TemporaryFolder();
        encoder.Save(folder.Path);
        var error = Assert.Throws<ModelFolderException>(() => MultipleChoiceModel.Load(folder.Path, Backend));
        Assert.That(error.Message, Does.Contain("no multiple-choice head"));
        using var model = MultipleChoiceModel.Load(folder.Path, Backend, allowNewHead: true);
        Assert.That(model.NewParameters, Is.EquivalentTo(["classifier.weight", "classifier.bias"]));
        Assert.That(model.Forward(Choices, 4).ToArray<float>(), Is.Unique);
    }

    [Test]
    public void IgnoredQuestions_CountNothing()
    {
        var random = new RandomGenerator(3);
        using var model = new MultipleChoiceModel(new BertModel(Backend, Bert, random), random);
        var both = model.Loss(Choices, 2, [1, 0], normalizer: 1).ToScalar();
        var first = model.Loss(Choices, 2, [1, TokenLabels.IgnoreIndex], normalizer: 1).ToScalar();
        var second = model.Loss(Choices, 2, [TokenLabels.IgnoreIndex, 0], normalizer: 1).ToScalar();
        Assert.That(first + second, Is.EqualTo(both).Within(1e-5));
        Assert.Throws<ArgumentException>(() => model.Forward(Choices, 3));
    }
}
