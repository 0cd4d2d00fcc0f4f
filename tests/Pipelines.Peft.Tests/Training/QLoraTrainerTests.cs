using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>The stage on a base that is quantized while it is loaded.</summary>
public class QLoraTrainerTests
{
    private PipelineContext _context = null!;
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Create()
    {
        _folder = new TemporaryFolder();
        _context = PipelineContext.Create(p => p.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = 1), seed: 1);
        using var model = TestModels.Create((ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!);
        model.Save(_folder.File("base"));
    }

    [TearDown]
    public void Delete()
    {
        _context.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void APipelineFileHoldsTheAdapterAndHowTheBaseWasQuantized([Values] bool savesBase, [Values] QuantizationType type)
    {
        float[] expected;
        using (var fitted = Fit(Load(type), o => (o.Steps, o.SaveBase) = (20, savesBase)))
        {
            var result = fitted.LastTransformer.Result!;
            Assert.That(result.History[^1].Loss, Is.LessThan(result.History[0].Loss - 0.1));
            // Weights are counted as they are stored.
            Assert.That(result.Memory!.WeightBytes, Is.LessThan(0.6 * 4 * result.Parameters.All));
            expected = [.. fitted.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss)];
            _context.Model.Save(fitted, _folder.File("a.pipeline"));
        }

        if (savesBase)
            Directory.Delete(_folder.File("base"), recursive: true);
        var loaded = _context.Model.Load(_folder.File("a.pipeline"));
        Assert.That(loaded.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss), Is.EqualTo(expected));
        (loaded as IDisposable)?.Dispose();
    }

    [Test]
    public void ARunGoesOnFromItsCheckpointAndOnItsBaseOnly()
    {
        void Configure(LoraTrainerOptions o, int steps, bool resume)
        {
            (o.Steps, o.Resume, o.CheckpointFolder, o.CheckpointEvery) = (steps, resume, _folder.File("run"), 3);
            o.Schedule = ScheduleKind.Constant;
        }

        double[] whole;
        using (var fitted = Fit(Load(QuantizationType.Nf4), o => (o.Steps, o.Schedule) = (6, ScheduleKind.Constant)))
            whole = [.. fitted.LastTransformer.Result!.History.Select(h => h.Loss)];
        using (Fit(Load(QuantizationType.Nf4), o => Configure(o, 3, resume: false)))
        {
        }

        Assert.That(
            () => Fit(Load(QuantizationType.Fp4), o => Configure(o, 6, resume: true)),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("quantized weights"));
        using var resumed = Fit(Load(QuantizationType.Nf4), o => Configure(o, 6, resume: true));
        Assert.That(resumed.LastTransformer.Result!.History.Select(h => h.Loss), Is.EqualTo(whole));
    }

    [Test]
    public void GenerationIsTheSameWithAndWithoutACache([Values] QuantizationType type, [Values] bool useDora)
    {
        using var fitted = Fit(Load(type), o => (o.Steps, o.UseDora) = (10, useDora));
        var model = (GptModel)fitted.LastTransformer.Source.Model;
        model.ToEvaluation();
        using var session = model.StartDecoding(1);
        int[] prompt = [1, 4, 7];
        var cached = new float[TestModels.VocabularySize];
        var all = new float[prompt.Length * TestModels.VocabularySize];
        session.Append(0, prompt, all);
        all.AsSpan(^TestModels.VocabularySize..).CopyTo(cached);
        List<int> tokens = [.. prompt];
        for (var i = 0; i < 10; i++)
        {
            var next = cached.AsSpan().IndexOf(cached.Max());
            Assert.That(next, Is.EqualTo(Next(model, tokens)), $"token {i}");
            tokens.Add(next);
            session.Append(0, [next], cached);
        }
    }

    [Test]
    public void AFullTrainerRefusesAQuantizedModel()
    {
        using var gpt = Load(QuantizationType.Nf4);
        Assert.That(
            () => _context.Trainers.Pretrain(gpt, o => (o.Steps, o.BatchSize) = (2, 2)).Fit(Blocks()),
            Throws.InstanceOf<PipelineException>());
    }

    private static int Next(GptModel model, List<int> tokens)
    {
        using var scope = new TensorScope();
        var batch = new TokenBatch();
        batch.Reset(1, tokens.Count);
        batch.SetRow(0, [.. tokens], [.. tokens]);
        var logits = model.Logits(batch).ToArray<float>().AsSpan(^TestModels.VocabularySize..);
        return System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(logits);
    }

    private PretrainedGpt Load(QuantizationType type) => _context.Model.LoadGpt(
        _folder.File("base"), o => (o.Dropout, o.Quantization) = (0f, new QuantizationOptions { Type = type, DoubleQuantization = true }));

    private TransformerChain<AdapterTransformer<LoraAdapters>> Fit(IModelSource model, Action<LoraTrainerOptions> configure)
    {
        var before = model.Model.Module;
        try
        {
            return new EstimatorChain<AdapterTransformer<LoraAdapters>>().Append(_context.Trainers.Lora(model, o =>
            {
                (o.TargetModules, o.Rank, o.BatchSize, o.LearningRate) = (["all-linear"], 4, 4, 1e-2);
                o.Optimizer = new PagedAdamWOptions { Folder = _folder.Path };
                configure(o);
            })).Fit(Blocks());
        }
        catch
        {
            before.Dispose();
            throw;
        }
    }

    private static TestView Blocks()
    {
        var rows = Enumerable.Range(0, 8).Select(r => Enumerable.Range(0, 9).Select(i => (r + 3 * i) % TestModels.VocabularySize).ToArray()).ToArray();
        return new TestView()
            .Add(ColumnNames.InputIds, [.. rows.Select(r => r[..^1])])
            .Add(ColumnNames.Labels, [.. rows.Select(r => r[1..])]);
    }
}
