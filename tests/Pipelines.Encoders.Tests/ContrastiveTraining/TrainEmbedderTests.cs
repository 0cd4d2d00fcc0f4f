using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Encoders.Tests;

/// <summary>Training of embedders: that they learn, and that no partition of the work changes what.</summary>
[NonParallelizable]
public class TrainEmbedderTests
{
    [Test]
    public void AnchorsFindPositivesThatShareNoToken()
    {
        using var context = EmbedTestBed.CreateContext();
        var all = ContrastiveTestBed.Anchors(260, 1);
        TestView View(IEnumerable<string> anchors) => new TestView().Add(ContrastiveTestBed.Anchor, [.. anchors])
            .Add(ContrastiveTestBed.Positive, [.. anchors.Select(ContrastiveTestBed.Capitals)]);
        using var fitted = ContrastiveTestBed.Fit(context, View(all[..200]), View(all[200..]), o =>
            (o.Steps, o.BatchSize, o.LearningRate, o.EvaluateEvery, o.RecallAt) = (150, 32, 2e-2, 50, 5));
        var history = fitted.Result!.History;
        Assert.That(history[^1].Metrics!["validation_recall@5"], Is.GreaterThan(0.9));
        Assert.That(history[^1].Metrics!["validation_mrr"], Is.GreaterThan(0.8));
        Assert.That(history[49].Metrics!.Keys, Is.SupersetOf(new[] { "accuracy", "validation_recall@5", "validation_mrr" }));
        Assert.That(history[48].Metrics!.Keys, Is.EqualTo(new[] { "accuracy" }));
        Assert.That(fitted.Result.ValidationLoss, Is.LessThan(0.7 * history[0].Loss));

        // The stage's vectors are the embedder's; anchor and positive are near.
        var vectors = fitted.Transform(View(all[200..210])).GetColumn<VBuffer<float>>("Embedding").Select(v => v.GetValues().ToArray()).ToArray();
        var anchors = fitted.Embedder.Embed(all[200..210]);
        for (var i = 0; i < vectors.Length; i++)
        {
            double Similarity(int j) => vectors[j].Zip(anchors[i].ToArray(), (a, b) => a * b).Sum();
            Assert.That(Enumerable.Range(0, 10).Count(j => Similarity(j) > Similarity(i)), Is.LessThan(3), $"{all[200 + i]}");
        }
    }

    [Test]
    public void AccumulationIsOneLargeBatch([Values] bool symmetric, [Values(0f, 0.3f)] float dropout)
    {
        using var context = EmbedTestBed.CreateContext();
        var anchors = ContrastiveTestBed.Anchors(16, 2);
        var data = new TestView().Add(ContrastiveTestBed.Anchor, anchors)
            .Add(ContrastiveTestBed.Positive, [.. anchors.Select(ContrastiveTestBed.Capitals)])
            .Add("Negatives", [.. anchors.Select(a => a.ToUpperInvariant() + "A")]);
        var config = ContrastiveTestBed.Layered with { HiddenDropout = dropout, AttentionDropout = 0 };
        TrainedEmbedderTransformer Fit(int batchSize) => ContrastiveTestBed.Fit(context, data, null, o =>
        {
            (o.Steps, o.BatchSize, o.GradientAccumulationSteps, o.Shuffle) = (1, batchSize, 16 / batchSize, false);
            (o.NegativesColumn, o.Symmetric, o.MaximumGradientNorm, o.LearningRate) = ("Negatives", symmetric, 0, 1);
            (o.Optimizer, o.Schedule) = (new SgdOptions(), ScheduleKind.Constant);
        }, config);
        if (dropout > 0)
        {
            // What is dropped depends on the micro-batch, but a cached step must drop the same twice: its loss is that of its vectors.
            using var one = Fit(4);
            using var other = Fit(4);
            Assert.That(Weights(one), Is.EqualTo(Weights(other)));
            Assert.That(Weights(one).All(float.IsFinite));
            return;
        }

        using var whole = Fit(16);
        foreach (var size in (int[])[1, 2, 8])
        {
            using var parts = Fit(size);
            Assert.That(parts.Result!.History[0].Loss, Is.EqualTo(whole.Result!.History[0].Loss).Within(1e-4));
            Assert.That(parts.Result.History[0].Metrics!["accuracy"], Is.EqualTo(whole.Result.History[0].Metrics!["accuracy"]));
            Assert.That(Weights(parts), Is.EqualTo(Weights(whole)).Within(2e-4), $"micro-batches of {size}");
        }
    }

    [Test]
    public void TheGradientIsThatOfTheLoss([Values] bool symmetric, [Values] EmbeddingSimilarity similarity)
    {
        using var context = EmbedTestBed.CreateContext();
        using var embedder = new Embedder(
            new BertModel(
                context.Services.GetRequiredService<ITensorBackend>(),
                ContrastiveTestBed.Layered with { VocabularySize = ContrastiveTestBed.Tokenizer.VocabularySize, HiddenDropout = 0, AttentionDropout = 0 },
                new RandomGenerator(1), hasPooler: false),
            ContrastiveTestBed.Tokenizer, new EmbedderConfig { MaximumLength = 16 });
        var model = new ContrastiveModel(embedder, new ContrastiveObjective(3, symmetric, true), similarity, 10);
        var batch = Batch(embedder, ContrastiveTestBed.Pairs(6, 3));
        ModelGradientCheck.Verify(embedder, () => model.Loss(batch, 6));
        using var scope = new TensorScope();
        Assert.That(model.TokenLosses(batch).ToArray<float>().Sum(), Is.EqualTo(model.MeasureLoss(batch)).Within(1e-4));
        Assert.That(model.Loss(batch, 1).ToScalar(), Is.EqualTo(model.MeasureLoss(batch)).Within(1e-4));
    }

    [Test]
    public void TheSameSeedGivesTheSameBits_AndResumingIsNotHavingStopped()
    {
        using var folder = new TemporaryFolder();
        using var context = EmbedTestBed.CreateContext();
        var (data, held) = (ContrastiveTestBed.Pairs(40, 4), ContrastiveTestBed.Pairs(6, 50));
        TrainedEmbedderTransformer Fit(Action<TrainEmbedderOptions>? more = null) => ContrastiveTestBed.Fit(context, data, held, o =>
        {
            (o.Steps, o.EvaluateEvery, o.GradientAccumulationSteps, o.Preflight) = (8, 3, 2, PreflightMode.Skip);
            more?.Invoke(o);
        }, ContrastiveTestBed.Layered);
        using var first = Fit();
        using var second = Fit();
        Assert.That(Weights(second), Is.EqualTo(Weights(first)));
        using var half = Fit(o => (o.CheckpointFolder, o.StopWhen) = (folder.File("run"), p => p.Step == 5));
        using var resumed = Fit(o => (o.CheckpointFolder, o.Resume) = (folder.File("run"), true));
        Assert.That(Weights(resumed), Is.EqualTo(Weights(first)));
        Assert.That(
            resumed.Result!.History.Select(r => (r.Step, r.Loss, r.ValidationLoss)),
            Is.EqualTo(first.Result!.History.Select(r => (r.Step, r.Loss, r.ValidationLoss))));
    }

    [Test]
    public void AGivenEmbedderIsTrainedInPlace_AndOnlyWhereItIsTrainable()
    {
        using var context = EmbedTestBed.CreateContext();
        using var embedder = EmbedTestBed.CreateEmbedder(context);
        var before = embedder.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());
        var data = new TestView().Add(ContrastiveTestBed.Anchor, "a", "b", "c").Add(ContrastiveTestBed.Positive, "aa", "bb c", "cc a");
        var fitted = context.Trainers.TrainEmbedder(embedder, o =>
        {
            (o.Steps, o.BatchSize, o.Trainable) = (2, 3, new TrainableParameters { Train = ["*.self.value.*"] });
        }).Fit(data);
        fitted.Dispose();
        var changed = embedder.NamedParameters().Where(p => !p.Parameter.Value.ToArray<float>().SequenceEqual(before[p.Name])).Select(p => p.Name);
        Assert.That(changed, Is.Not.Empty);
        Assert.That(changed, Has.All.Contains(".value."));
        Assert.That(embedder.Embed("a"), Has.Length.EqualTo(32), "it stays the caller's");
    }

    [Test]
    public void AFreshEmbedderLearnsItsVocabulary_AndIsAFolder()
    {
        using var folder = new TemporaryFolder();
        using var context = EmbedTestBed.CreateContext();
        var data = new TestView()
            .Add(ContrastiveTestBed.Anchor, "what do bees make", "where do whales live", "who eats bamboo")
            .Add(ContrastiveTestBed.Positive, "bees make honey of nectar", "whales live in the sea", "pandas eat bamboo");
        using var fitted = ContrastiveTestBed.Fit(context, data, null, o =>
            (o.Tokenizer, o.VocabularySize, o.TokenStart) = (null, 100, TokenStart.InverseDocumentFrequency));
        fitted.Embedder.Save(folder.File("embedder"));
        using var loaded = context.Model.LoadEmbedder(folder.File("embedder"));
        string[] texts = ["bees make honey", "nothing of the kind", ""];
        Assert.That(loaded.Embed(texts).Vectors, Is.EqualTo(fitted.Embedder.Embed(texts).Vectors).Within(1e-6));
        Assert.That(fitted.Embedder.Tokenizer.VocabularySize, Is.InRange(40, 100));
    }

    [Test]
    public void RareTokensBeginLong()
    {
        using var context = EmbedTestBed.CreateContext();
        var data = new TestView().Add(ContrastiveTestBed.Anchor, "a b", "a c", "a d", "a e").Add(ContrastiveTestBed.Positive, "A B", "A C", "A D", "A E");
        using var fitted = ContrastiveTestBed.Fit(context, data, null, o =>
            (o.TokenStart, o.Steps, o.LearningRate) = (TokenStart.InverseDocumentFrequency, 1, 1e-9));
        var table = fitted.Embedder.Encoder.NamedParameters().First(p => p.Name == "embeddings.word_embeddings.weight").Parameter.Value.ToArray<float>();
        double Length(char token)
        {
            var id = ContrastiveTestBed.Tokenizer.Encode(token.ToString())[0];
            return Math.Sqrt(table.AsSpan(id * 16, 16).ToArray().Sum(x => (double)x * x));
        }

        Assert.That(Length('a'), Is.LessThan(1e-6), "in every anchor");
        Assert.That(Length('A'), Is.LessThan(1e-6), "in every positive");
        Assert.That(Length('b'), Is.GreaterThan(0.1));
        Assert.That(fitted.Embedder.Encoder.NamedParameters().First(p => p.Name == "embeddings.position_embeddings.weight").Parameter.Value.ToArray<float>(), Is.All.EqualTo(0).Within(1e-6));
    }

    internal static TokenBatch Batch(Embedder embedder, IDataView data)
    {
        using var store = ContrastiveStore.Read(data, new TrainEmbedderOptions(), embedder, CancellationToken.None);
        using var reader = new TokenBatchReader(new ContrastiveView(store), new TrainingColumns(Segments: ColumnNames.Segments), store.RowCount, null);
        var batch = new TokenBatch();
        reader.ReadAcrossPasses(batch);
        return batch;
    }

    private static float[] Weights(TrainedEmbedderTransformer fitted) =>
        [.. fitted.Embedder.NamedParameters().OrderBy(p => p.Name, StringComparer.Ordinal).SelectMany(p => p.Parameter.Value.ToArray<float>())];
}
