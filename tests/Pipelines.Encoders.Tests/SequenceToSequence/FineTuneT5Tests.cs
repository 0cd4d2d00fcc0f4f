using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Encoders.Tests;

/// <summary>T5 learns targets from sources.</summary>
[NonParallelizable]
public class FineTuneT5Tests
{
    private static readonly string[] Few = ["abc>", "g>", "feeda>", "ba>"];

    [Test]
    [Category("Slow")]
    public void AModelLearnsToAnswerAndToStop()
    {
        using var context = EmbedTestBed.CreateContext();
        using var fitted = Fit(context, SequenceTestBed.Pairs(2000, 1), null, o =>
        {
            (o.Steps, o.BatchSize, o.LearningRate, o.WarmupSteps) = (2500, 16, 4e-3, 50);
            o.Generation = new GenerationOptions { BeamCount = 3, MaximumNewTokens = 12 };
        }, dropout: 0);
        var data = new TestView().Add(ColumnNames.Prompt, "ab>", "gfa>", "cccc>", "dega>");
        var answers = fitted.Transform(data).GetColumn<ReadOnlyMemory<char>>(ColumnNames.Generated).Select(a => a.ToString()).ToArray();
        Assert.That(answers, Is.EqualTo(new[] { "bc", "hgb", "dddd", "efhb" }));
        using var file = new MemoryStream();
        context.Model.Save(fitted, data.Schema, file);
        file.Position = 0;
        var loaded = context.Model.Load(file, out _);
        Assert.That(
            loaded.Transform(data).GetColumn<ReadOnlyMemory<char>>(ColumnNames.Generated).Select(a => a.ToString()), Is.EqualTo(answers));
        (loaded as IDisposable)?.Dispose();
    }

    [Test]
    public void ResumingEqualsNotHavingStopped()
    {
        using var folder = new TemporaryFolder();
        using var context = EmbedTestBed.CreateContext();
        var (train, held) = (SequenceTestBed.Pairs(40, 1), new TestView().Add(ColumnNames.Prompt, "ffffff>").Add(ColumnNames.Completion, "g"));
        using var straight = Fit(context, train, held, o => (o.Steps, o.EvaluateEvery) = (12, 4));
        using var half = Fit(context, train, held, o =>
            (o.Steps, o.EvaluateEvery, o.CheckpointFolder, o.StopWhen) = (12, 4, folder.File("run"), p => p.Step == 7));
        using var resumed = Fit(context, train, held, o =>
            (o.Steps, o.EvaluateEvery, o.CheckpointFolder, o.Resume) = (12, 4, folder.File("run"), true));
        Assert.That(Weights(resumed), Is.EqualTo(Weights(straight)));
        Assert.That(
            resumed.LastTransformer.Result!.History.Select(r => (r.Step, r.Loss, r.ValidationLoss)),
            Is.EqualTo(straight.LastTransformer.Result!.History.Select(r => (r.Step, r.Loss, r.ValidationLoss))));
    }

    [Test]
    public void NoGradientDependsOnANeighbour()
    {
        using var context = EmbedTestBed.CreateContext();
        var backend = context.Services.GetRequiredService<ITensorBackend>();
        using var model = new T5Model(
            backend, SequenceTestBed.Config with { VocabularySize = SequenceTestBed.Tokenizer.VocabularySize }, new RandomGenerator(3));
        var texts = new T5Texts(ColumnNames.Prompt, ColumnNames.Completion, ColumnNames.Generated, 512, 256);
        var data = new TestView().Add(ColumnNames.Prompt, Few).Add(ColumnNames.Completion, "bcd", "h", "g", "cbaaaah");
        using var store = PairStore.Read(
            data, new FineTuneT5Options(), new T5Encoder(SequenceTestBed.Tokenizer, model.Config, texts), CancellationToken.None);
        var (loss, gradients) = Gradients(model, store, 4);
        foreach (var batchSize in (int[])[1, 2, 3])
        {
            var (other, others) = Gradients(model, store, batchSize);
            Assert.That(other, Is.EqualTo(loss).Within(1e-5 * loss));
            for (var p = 0; p < gradients.Length; p++)
            {
                var scale = gradients[p].Max(Math.Abs);
                Assert.That(others[p], Is.EqualTo(gradients[p]).Within(1e-5 * scale + 1e-9), $"batches of {batchSize}, parameter {p}");
            }
        }
    }

    [Test]
    public void TargetsAreScoredAlone()
    {
        using var context = EmbedTestBed.CreateContext();
        using var fitted = Fit(context, SequenceTestBed.Pairs(20, 1), null, o => o.Steps = 1);
        var data = new TestView().Add(ColumnNames.Prompt, "ab>", "c>").Add(ColumnNames.Completion, "bc", "dddd");
        Assert.That(fitted.Transform(data).GetColumn<int>(ColumnNames.TokenCount), Is.EqualTo(new[] { 3, 5 }));
        Assert.That(
            fitted.Transform(data.Without(ColumnNames.Completion)).Schema.Select(c => c.Name), Does.Not.Contain(ColumnNames.Loss));
    }

    [Test]
    public void LongTextsAreCutCountedDroppedOrRefused()
    {
        using var context = EmbedTestBed.CreateContext();
        var data = new TestView().Add(ColumnNames.Prompt, "abcdefg>", "a>").Add(ColumnNames.Completion, "bcdefgh", "b");
        void Run(ExampleTruncation truncation) => Fit(context, data, null, o =>
            (o.Steps, o.MaximumSourceLength, o.MaximumTargetLength, o.Truncation) = (1, 4, 4, truncation)).Dispose();
        Assert.That(() => Run(ExampleTruncation.Refuse), Throws.InstanceOf<CellException>().With.Message.Contains("row 0").And.Message.Contains("8 and 8"));
        Assert.That(() => Run(ExampleTruncation.Drop), Throws.Nothing);
        Assert.That(() => Run(ExampleTruncation.CutEnd), Throws.Nothing);
        var all = new TestView().Add(ColumnNames.Prompt, "abcdefg>").Add(ColumnNames.Completion, "bcdefgh");
        Assert.That(
            () => Fit(context, all, null, o => (o.Steps, o.MaximumTargetLength) = (1, 4)),
            Throws.TypeOf<PreflightException>().With.Message.Contains("end of text").And.Message.Contains("1 cut"));
    }

    [Test]
    public void EmptyTargetsAndSharedRowsAreRefused()
    {
        using var context = EmbedTestBed.CreateContext();
        var data = new TestView().Add(ColumnNames.Prompt, "a>", "b>").Add(ColumnNames.Completion, "b", "");
        Assert.That(() => Fit(context, data, null, o => o.Steps = 1), Throws.TypeOf<CellException>().With.Message.Contains("row 1"));
        using var dropped = Fit(context, data, null, o => (o.Steps, o.Empty) = (1, EmptyExampleHandling.Drop));
        var pairs = SequenceTestBed.Pairs(5, 1);
        Assert.That(
            () => Fit(context, pairs, SequenceTestBed.Pairs(5, 1), o => o.Steps = 1),
            Throws.TypeOf<PreflightException>().With.Message.Contains("also trained on"));
    }

    [Test]
    public void BatchesAreOfLikeLength()
    {
        var options = new FineTuneT5Options();
        var texts = new T5Texts(ColumnNames.Prompt, ColumnNames.Completion, ColumnNames.Generated, 512, 256);
        string[] sources = [.. Enumerable.Range(0, 64).Select(i => new string('a', 1 + i * 13 % 64) + ">")];
        var data = new TestView().Add(ColumnNames.Prompt, sources).Add(ColumnNames.Completion, [.. sources.Select(_ => "b")]);
        using var store = PairStore.Read(data, options, new T5Encoder(SequenceTestBed.Tokenizer, SequenceTestBed.Config, texts), CancellationToken.None);
        var view = new PairView(store, 8);
        using var reader = new TokenBatchReader(view, new TrainingColumns(Segments: ColumnNames.Segments), 8, 5);
        var (batch, padded) = (new TokenBatch(), 0);
        for (var i = 0; i < 8; i++)
        {
            reader.ReadAcrossPasses(batch);
            padded += batch.Segments.Count(0);
        }

        Assert.That(padded, Is.EqualTo(8 * 28), "lengths in a batch are eight neighbours of 64");
    }

    private static (double Loss, float[][] Gradients) Gradients(T5Model model, PairStore store, int batchSize)
    {
        using var reader = new TokenBatchReader(new PairView(store, batchSize), new TrainingColumns(Segments: ColumnNames.Segments), batchSize, null);
        var (batch, training, loss) = (new TokenBatch(), new T5Training(model), 0.0);
        model.ZeroGradients();
        while (reader.ReadInPass(batch))
        {
            using var tape = new GradientTape();
            var part = training.Loss(batch, 10);
            loss += part.ToScalar();
            tape.Backward(part);
        }

        return (loss, [.. model.NamedParameters().Select(p => p.Parameter.Gradient!.ToArray<float>())]);
    }

    private static TransformerChain<T5Transformer> Fit(
        PipelineContext context, IDataView train, IDataView? validation, Action<FineTuneT5Options> configure, float dropout = 0.1f) =>
        new EstimatorChain<ITransformer>().Append(context.Trainers.FineTuneT5(SequenceTestBed.Config with { Dropout = dropout }, SequenceTestBed.Tokenizer, o =>
        {
            (o.BatchSize, o.LearningRate) = (4, 3e-3);
            configure(o);
        })).Fit(train, validation);

    private static float[][] Weights(TransformerChain<T5Transformer> chain) =>
        [.. chain.LastTransformer.Model.NamedParameters().Select(p => p.Parameter.Value.ToArray<float>())];
}
