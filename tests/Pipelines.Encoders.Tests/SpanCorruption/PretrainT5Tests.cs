using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>T5 learns what was taken out, and runs repeat bit by bit.</summary>
[NonParallelizable]
public class PretrainT5Tests
{
    [Test]
    [Category("Slow")]
    public void TheLossFallsBelowThatOfFrequencies()
    {
        using var context = EmbedTestBed.CreateContext();
        using var fitted = Fit(context, o => (o.Steps, o.BatchSize, o.LearningRate) = (1500, 8, 5e-3));
        // Of 16 tokens each follows from the one before; sentinels and ends are sure.
        Assert.That(fitted.LastTransformer.Result!.ValidationLoss, Is.LessThan(0.6 * Math.Log(16)));
        Assert.That(fitted.LastTransformer.Model.VocabularySize, Is.EqualTo(40));
    }

    [Test]
    public void ResumingEqualsNotHavingStopped()
    {
        using var folder = new TemporaryFolder();
        using var context = EmbedTestBed.CreateContext();
        using var straight = Fit(context, o => o.Steps = 12);
        using var half = Fit(context, o => (o.Steps, o.CheckpointFolder, o.StopWhen) = (12, folder.File("run"), p => p.Step == 7));
        using var resumed = Fit(context, o => (o.Steps, o.CheckpointFolder, o.Resume) = (12, folder.File("run"), true));
        Assert.That(Weights(resumed), Is.EqualTo(Weights(straight)));
        Assert.That(Weights(half), Is.Not.EqualTo(Weights(straight)));
    }

    private static TransformerChain<T5Transformer> Fit(PipelineContext context, Action<PretrainT5Options> configure) =>
        new EstimatorChain<ITransformer>()
            .Append(
                context.Transforms.CorruptSpans(o => (o.InputLength, o.FirstSentinelId, o.SentinelCount, o.EndOfTextId) = (24, 39, 20, 1)),
                TransformerScope.TrainTest)
            .Append(context.Trainers.PretrainT5(SequenceTestBed.Config with { VocabularySize = 0 }, o =>
            {
                (o.BatchSize, o.LearningRate) = (4, 3e-3);
                configure(o);
            }))
            .Fit(SequenceTestBed.Tokens(3000, 5), SequenceTestBed.Tokens(400, 6));

    private static float[][] Weights(TransformerChain<T5Transformer> chain) =>
        [.. chain.LastTransformer.Model.NamedParameters().Select(p => p.Parameter.Value.ToArray<float>())];
}
