using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>Encoders learn hidden tokens, and runs repeat bit by bit.</summary>
[NonParallelizable]
public class MaskedTrainingTests
{
    [Test]
    [Category("Slow")]
    public void TheLossFallsFarBelowThatOfFrequencies([Values] bool deberta)
    {
        using var context = EmbedTestBed.CreateContext();
        using var fitted = Fit(context, deberta, o => (o.Steps, o.BatchSize, o.LearningRate, o.WarmupSteps) = (400, 16, 5e-3, 20));
        var result = fitted.LastTransformer.Result!;
        Assert.That(result.History[0].Loss, Is.GreaterThan(0.9 * Math.Log(16)));
        Assert.That(result.ValidationLoss, Is.LessThan(0.5 * Math.Log(16)));
    }

    [Test]
    public void ResumingEqualsNotHavingStopped([Values] bool deberta, [Values] bool shuffle)
    {
        using var folder = new TemporaryFolder();
        using var context = EmbedTestBed.CreateContext();

        // More than one pass, so that what is hidden changes.
        using var straight = Fit(context, deberta, o => (o.Steps, o.Shuffle) = (30, shuffle));
        using var half = Fit(context, deberta, o =>
            (o.Steps, o.Shuffle, o.CheckpointFolder, o.StopWhen) = (30, shuffle, folder.File("run"), p => p.Step == 17));
        using var resumed = Fit(context, deberta, o =>
            (o.Steps, o.Shuffle, o.CheckpointFolder, o.Resume) = (30, shuffle, folder.File("run"), true));
        Assert.That(Weights(resumed), Is.EqualTo(Weights(straight)));
        Assert.That(Weights(half), Is.Not.EqualTo(Weights(straight)));
    }

    [Test]
    public void EmbeddersAndOtherHeadsStartFromTheTrainedEncoder()
    {
        using var context = EmbedTestBed.CreateContext();
        using var folder = new TemporaryFolder();
        using var fitted = Fit(context, deberta: false, o => o.Steps = 3);
        var trained = fitted.LastTransformer;
        using var fresh = new BertModel(context.Services.GetRequiredService<ITensorBackend>(), Config, new RandomGenerator(1));
        trained.SaveFolder(folder.Path);
        using (var choice = context.Model.LoadMultipleChoice(folder.Path, o => o.AllowNewHead = true))
        using (var loaded = context.Model.LoadBert(folder.Path))
        {
            Assert.That(loaded.Model.HasPooler);
            Assert.That(choice.Model.NewParameters, Is.EqualTo(new[] { "classifier.weight", "classifier.bias" }));
            using var scope = new TensorScope();
            var batch = new EncoderBatch(1, 3, [4, 5, 6]);
            var expected = trained.Encoder.Forward(batch).LastHiddenState.ToArray<float>();
            Assert.That(loaded.Model.Forward(batch).LastHiddenState.ToArray<float>(), Is.EqualTo(expected));
            Assert.That(choice.Model.Encoder.Forward(batch).LastHiddenState.ToArray<float>(), Is.EqualTo(expected));
            Assert.That(fresh.Forward(batch).LastHiddenState.ToArray<float>(), Is.Not.EqualTo(expected));
        }

        // The pooler has no part in the loss, so weight decay must not have touched it either.
        var pooler = trained.Encoder.NamedParameters().Where(p => p.Name.StartsWith("pooler.", StringComparison.Ordinal)).ToArray();
        Assert.That(pooler, Has.Length.EqualTo(2));
        Assert.That(pooler.Select(p => p.Parameter.RequiresGradient), Has.All.True);
        using var head = new MultipleChoiceModel(trained.Encoder, new RandomGenerator(1));
        Assert.That(head.Encoder, Is.SameAs(trained.Encoder));
    }

    [Test]
    public void GoesOnWithAGivenModel()
    {
        using var context = EmbedTestBed.CreateContext();
        using var model = new MaskedLanguageModel(
            new BertModel(context.Services.GetRequiredService<ITensorBackend>(), Config, new RandomGenerator(1)), new RandomGenerator(2));
        var before = model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());
        var chain = Masking(context).Append(context.Trainers.PretrainMasked(model, null, o => (o.Steps, o.BatchSize) = (2, 4)));
        var fitted = chain.Fit(SequenceTestBed.Tokens(1000, 5));
        Assert.That(fitted.LastTransformer.Model, Is.SameAs(model));
        foreach (var (name, parameter) in model.NamedParameters())
        {
            var changed = !parameter.Value.ToArray<float>().SequenceEqual(before[name]);
            Assert.That(changed, Is.EqualTo(!name.Contains("pooler", StringComparison.Ordinal)), name);
        }
    }

    private static BertConfig Config => MaskedTestBed.Bert with { HiddenSize = 32, IntermediateSize = 64, InitializerRange = 0.05f };

    private static EstimatorChain<MaskTokensTransformer> Masking(PipelineContext context) => new EstimatorChain<ITransformer>().Append(
        context.Transforms.MaskTokens(o => (o.MaskTokenId, o.VocabularySize, o.SpecialTokenIds) = (3, 20, [0, 1, 2])), TransformerScope.TrainTest);

    private static TransformerChain<MaskedLanguageModelTransformer> Fit(
        PipelineContext context, bool deberta, Action<MaskedLanguageModelOptions> configure)
    {
        void Configure(MaskedLanguageModelOptions o)
        {
            (o.BatchSize, o.LearningRate) = (4, 3e-3);
            configure(o);
        }

        return Masking(context)
            .Append(deberta
                ? context.Trainers.PretrainMasked(
                    MaskedTestBed.Deberta with { HiddenSize = 32, EmbeddingSize = 32, IntermediateSize = 64, InitializerRange = 0.05f }, Configure)
                : context.Trainers.PretrainMasked(Config, Configure))
            .Fit(SequenceTestBed.Tokens(4000, 5), SequenceTestBed.Tokens(1000, 6));
    }

    private static float[][] Weights(TransformerChain<MaskedLanguageModelTransformer> chain) =>
        [.. chain.LastTransformer.Model.NamedParameters().Select(p => p.Parameter.Value.ToArray<float>())];
}
