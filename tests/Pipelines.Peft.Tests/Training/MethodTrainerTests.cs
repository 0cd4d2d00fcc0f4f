using Pipelines.Gpt;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>The stages of IA³, AdaLoRA, bottlenecks, BitFit and the last layer.</summary>
public class MethodTrainerTests
{
    private static readonly string[] Methods = ["ia3", "adalora", "bottleneck", "bitfit", "last-layer", "selective"];

    private PipelineContext _context = null!;

    [SetUp]
    public void Create() => _context = PipelineContext.Create(p => p.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = 1), seed: 1);

    [TearDown]
    public void Delete() => _context.Dispose();

    private ITensorBackend Backend => (ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!;

    [TestCaseSource(nameof(Methods))]
    public void EveryStageLearnsIsSavedAndLeavesTheBase(string method)
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.Create(Backend);
        var before = TestModels.Weights(model);
        float[] expected;
        using (var fitted = Fit(method, model, o => o.Steps = 40))
        {
            var transformer = fitted.LastTransformer;
            var (result, adapters) = Parts(transformer);
            Assert.That(result.History[^1].Loss, Is.LessThan(result.History[0].Loss - 0.02), method);
            expected = [.. fitted.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss)];
            _context.Model.Save(fitted, folder.File("a.pipeline"));
            adapters.Unload();
            TestModels.AssertSame(TestModels.Weights(model), before);
        }

        var loaded = _context.Model.Load(folder.File("a.pipeline"));
        Assert.That(loaded.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss), Is.EqualTo(expected).Within(1e-5f));
        (loaded as IDisposable)?.Dispose();
    }

    [TestCaseSource(nameof(Methods))]
    public void EveryStageIsRegisteredByItsId(string method) =>
        Assert.That(((IStageRegistry)_context.Services.GetService(typeof(IStageRegistry))!).TryGet($"pipelines.{method}", out _), Is.True);

    [Test]
    public void AdaLoraSharesItsRanksOutWhileItTrains()
    {
        var model = TestModels.Create(Backend);
        using var fitted = Fit("adalora", model, o => o.Steps = 20);
        var adapters = ((AdapterTransformer<AdaLoraAdapters>)fitted.LastTransformer).Adapters;
        var result = ((AdapterTransformer<AdaLoraAdapters>)fitted.LastTransformer).Result!;
        Assert.That(adapters.RanksOf().Values.Sum(), Is.EqualTo(2 * 4));
        Assert.That(adapters.OptionsOf().TotalSteps, Is.EqualTo(20));
        Assert.That(result.History[^1].Metrics!["orthogonality"], Is.Positive);
    }

    [TestCase(1)]
    [TestCase(2)]
    public void ThePenaltyIsThatOfAStepHoweverItsRowsAreCut(int accumulation)
    {
        var model = TestModels.Create(Backend);
        using var fitted = Fit("adalora", model, o => (o.Steps, o.BatchSize, o.GradientAccumulationSteps, o.Shuffle) = (2, 8 / accumulation, accumulation, false));
        var history = ((AdapterTransformer<AdaLoraAdapters>)fitted.LastTransformer).Result!.History;
        // The base's loss and half the penalty of fresh A and B, whose rows are nearly zero: √rank each.
        using var reference = TestModels.Create(Backend);
        var plain = ((ITrainableModel)reference).MeasureLoss(Whole()) / Whole().LabelCount;
        Assert.That(history[0].Loss, Is.EqualTo(plain + 0.5 * Math.Sqrt(4)).Within(0.05));
    }

    [TestCase(7)]
    [TestCase(17)]
    public void AStoppedAdaLoraRunGoesOnBitForBit(int stop)
    {
        var straight = Run(null);
        using var folder = new TemporaryFolder();
        Run(o => (o.CheckpointFolder, o.StopWhen) = (folder.File("c"), p => p.Step == stop));
        var resumed = Run(o => (o.CheckpointFolder, o.Resume) = (folder.File("c"), true));
        TestModels.AssertSame(resumed, straight);

        Dictionary<string, float[]> Run(Action<AdapterTrainerOptions>? change)
        {
            var model = TestModels.Create(Backend);
            using var fitted = Fit("adalora", model, o =>
            {
                (o.Steps, ((AdaLoraTrainerOptions)o).RankFinalSteps, ((AdaLoraTrainerOptions)o).AllocationInterval) = (20, 5, 3);
                ((AdaLoraTrainerOptions)o).Dropout = 0.1f;
                change?.Invoke(o);
            });
            return TestModels.Weights(model);
        }
    }

    [Test]
    public void ARunTooShortToShareRanksOutIsRefused()
    {
        using var model = TestModels.Create(Backend);
        Assert.That(
            () => Fit("adalora", model, o => (o.Steps, ((AdaLoraTrainerOptions)o).RankWarmupSteps) = (5, 5)),
            Throws.TypeOf<OptionsException>().With.Message.Contains("WarmupSteps"));
        Assert.That(model.GetAdapters(), Is.Null);
    }

    [Test]
    public void BlocksAreRunAgainForAdaLoraToo()
    {
        float[] Losses(bool checkpointing)
        {
            var model = TestModels.Create(Backend);
            using var fitted = Fit("adalora", model, o => (o.Steps, o.GradientCheckpointing) = (4, checkpointing));
            return [.. Parts(fitted.LastTransformer).Result.History.Select(h => (float)h.Loss)];
        }

        Assert.That(Losses(true), Is.EqualTo(Losses(false)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ParallelBottlenecksTrainWithBlocksRunAgain(bool checkpointing)
    {
        var model = TestModels.Create(Backend);
        using var fitted = Fit("bottleneck", model, o =>
            (o.Steps, o.GradientCheckpointing, ((BottleneckTrainerOptions)o).Parallel) = (30, checkpointing, true));
        var history = Parts(fitted.LastTransformer).Result.History;
        Assert.That(history[^1].Loss, Is.LessThan(history[0].Loss - 0.02));
    }

    private static (TrainingResult Result, AdapterSet Adapters) Parts(ITransformer transformer) => transformer switch
    {
        AdapterTransformer<Ia3Adapters> t => (t.Result!, t.Adapters),
        AdapterTransformer<AdaLoraAdapters> t => (t.Result!, t.Adapters),
        AdapterTransformer<BottleneckAdapters> t => (t.Result!, t.Adapters),
        AdapterTransformer<SelectiveAdapters> t => (t.Result!, t.Adapters),
        _ => throw new ArgumentException(transformer.GetType().Name, nameof(transformer)),
    };

    private TransformerChain<ITransformer> Fit(string method, IModelSource model, Action<AdapterTrainerOptions> change)
    {
        void Common(AdapterTrainerOptions o)
        {
            (o.BatchSize, o.LearningRate) = (4, 1e-2);
            change(o);
        }

        IEstimator<ITransformer> stage = method switch
        {
            "ia3" => _context.Trainers.Ia3(model, o =>
            {
                (o.TargetModules, o.FeedForwardModules) = (["c_attn", "mlp.c_proj"], ["mlp.c_proj"]);
                Common(o);
            }),
            "adalora" => _context.Trainers.AdaLora(model, o =>
            {
                (o.TargetModules, o.InitialRank, o.TargetRank) = (["c_attn", "c_fc"], 4, 2);
                Common(o);
            }),
            "bottleneck" => _context.Trainers.Bottleneck(model, o =>
            {
                (o.AfterAttention, o.ReductionFactor) = (true, 4);
                Common(o);
            }),
            "bitfit" => _context.Trainers.BitFit(model, Common),
            "last-layer" => _context.Trainers.LastLayer(model, Common),
            _ => _context.Trainers.Selective(model, o =>
            {
                o.Train = ["*.mlp.*"];
                Common(o);
            }),
        };
        return new EstimatorChain<ITransformer>().Append(stage).Fit(Blocks());
    }

    private static int[][] Rows() =>
        [.. Enumerable.Range(0, 8).Select(r => Enumerable.Range(0, 9).Select(i => (r + 3 * i) % TestModels.VocabularySize).ToArray())];

    private static TokenBatch Whole()
    {
        var batch = new TokenBatch();
        batch.Reset(8, 8);
        foreach (var (row, index) in Rows().Select((r, i) => (r, i)))
            batch.SetRow(index, row[..^1], row[1..]);
        return batch;
    }

    private static TestView Blocks() => new TestView()
        .Add(ColumnNames.InputIds, [.. Rows().Select(r => r[..^1])])
        .Add(ColumnNames.Labels, [.. Rows().Select(r => r[1..])]);
}
