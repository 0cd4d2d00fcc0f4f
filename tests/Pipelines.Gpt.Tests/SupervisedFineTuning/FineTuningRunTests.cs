using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>What a run of fine-tuning measures, keeps, and stops for.</summary>
public class FineTuningRunTests
{
    private string _folder = "";
    private PipelineContext _context = null!;
    private Tokenizer _tokenizer = null!;

    [SetUp]
    public void Create()
    {
        _folder = Directory.CreateTempSubdirectory("pipelines-finetune").FullName;
        _context = PipelineContext.Create(p => p.AddGpt().ConfigureEngine(o => o.ThreadCount = 2).AddTextMetric<LengthMetric>("contoso.length"), seed: 1);
        _tokenizer = CharacterTokenizer.Learn(["abcdefghijklmnopqrstuvwxyz>".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<|end|>" });
    }

    [TearDown]
    public void Delete()
    {
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void BatchesPreparedAheadGiveTheSameBits([Values] bool packing)
    {
        var (expected, weights) = Train(o => (o.Steps, o.PrefetchSteps, o.Packing, o.GradientAccumulationSteps) = (25, 0, packing, 2));
        foreach (var ahead in (int[])[1, 5])
        {
            var (result, other) = Train(o => (o.Steps, o.PrefetchSteps, o.Packing, o.GradientAccumulationSteps) = (25, ahead, packing, 2));
            Assert.That(result.History.Select(r => (r.Loss, r.GradientNorm)), Is.EqualTo(expected.History.Select(r => (r.Loss, r.GradientNorm))));
            Assert.That(other, Is.EqualTo(weights));
        }
    }

    [Test]
    public void UnequalRowsWeighAsInOneLargeBatch()
    {
        var (large, largeWeights) = Train(o => (o.Steps, o.BatchSize, o.GradientAccumulationSteps, o.Shuffle) = (6, 8, 1, false), start: Sgd);
        foreach (var (batch, accumulated) in ((int, int)[])[(4, 2), (2, 4), (1, 8)])
        {
            var (result, weights) = Train(o => (o.Steps, o.BatchSize, o.GradientAccumulationSteps, o.Shuffle) = (6, batch, accumulated, false), start: Sgd);
            var expected = large.History.Select(r => r.Loss).ToArray();
            Assert.That(result.History.Select(r => r.Loss).ToArray(), Is.EqualTo(expected).Within(1e-5));
            for (var i = 0; i < weights.Length; i++)
                Assert.That(weights[i], Is.EqualTo(largeWeights[i]).Within(1e-5));
        }

        static void Sgd(SupervisedFineTuningOptions options) => options.Optimizer = new SgdOptions();
    }

    [Test]
    public void HistoryHoldsPerplexitySamplesAndScores()
    {
        var (result, _) = Train(
            o =>
            {
                (o.Steps, o.EvaluateEvery) = (12, 4);
                o.Answers = new AnswerOptions { Every = 5, Prompts = ["ccc>", "dddd>"], Metrics = [ExactMatchMetric.Id, "contoso.length"], MetricRows = 10 };
            });

        Assert.That(result.History.Where(r => r.ValidationLoss is not null).Select(r => r.Step), Is.EqualTo(new[] { 4, 8, 12 }));
        Assert.That(result.History[3].ValidationPerplexity, Is.EqualTo(Math.Exp(result.History[3].ValidationLoss!.Value)));
        Assert.That(result.ValidationPerplexity, Is.EqualTo(Math.Exp(result.ValidationLoss!.Value)));
        var written = result.History.Where(r => r.Samples is not null).ToArray();
        Assert.That(written.Select(r => r.Step), Is.EqualTo(new[] { 5, 10, 12 }));
        Assert.That(written[0].Samples!.Select(s => s.Prompt), Is.EqualTo(new[] { "ccc>", "dddd>" }));
        Assert.That(written.All(r => r.Scores!.Keys.SequenceEqual([ExactMatchMetric.Id, "contoso.length"])), Is.True);
        Assert.That(written.Select(r => r.Scores![ExactMatchMetric.Id]), Has.All.InRange(0.0, 1.0));
    }

    [Test]
    public void WritingAndMeasuringLeaveTrainingAsItIs()
    {
        var dropout = PretrainTestBed.Config with { Dropout = 0.2f };
        var (plain, weights) = Train(o => o.Steps = 20, config: dropout);
        Action<SupervisedFineTuningOptions> watched = o =>
        {
            (o.Steps, o.EvaluateEvery) = (20, 3);
            o.Answers = new AnswerOptions { Every = 2, Prompts = ["abc>"], Metrics = [ExactMatchMetric.Id], MetricRows = 4, Generation = new GenerationOptions { Sample = true, MaximumNewTokens = 5 } };
            o.Guard = new GuardOptions { Data = Tokenize(Letters(440, 10)), Every = 4, Tolerance = 100 };
        };
        var (result, other) = Train(watched, config: dropout);
        var (again, _) = Train(watched, config: dropout);

        Assert.That(other, Is.EqualTo(weights));
        Assert.That(result.History.Select(r => r.Loss), Is.EqualTo(plain.History.Select(r => r.Loss)));
        Assert.That(
            again.History.SelectMany(r => r.Samples ?? []).Select(s => s.Text), Is.EqualTo(result.History.SelectMany(r => r.Samples ?? []).Select(s => s.Text)));
        Assert.That(result.History.Where(r => r.Guard is not null).Select(r => r.Step), Is.EqualTo(new[] { 4, 8, 12, 16, 20 }));
    }

    [Test]
    public void AnswersThatAreLearnedScore()
    {
        var (result, _) = Train(o =>
        {
            (o.Steps, o.BatchSize) = (300, 16);
            o.Answers = new AnswerOptions { Every = 100, Metrics = [ExactMatchMetric.Id] };
        });
        Assert.That(result.History[^1].Scores![ExactMatchMetric.Id], Is.GreaterThan(0.9));
    }

    [Test]
    public void TheBestStepIsKeptApartAndLoaded()
    {
        // A rate that ruins the model after it was good.
        var (result, weights) = Train(Spoiling(40, o => (o.LoadBest, o.CheckpointsKept, o.CheckpointEvery) = (true, 1, 4)));
        var losses = result.History.Where(r => r.ValidationLoss is not null).ToArray();
        var best = losses.MinBy(r => r.ValidationLoss);

        Assert.That(best.Step, Is.LessThan(40), "the run was to end worse than its best");
        Assert.That((result.BestStep, result.BestValue, result.WeightsOfStep), Is.EqualTo((best.Step, best.ValidationLoss, best.Step)));
        Assert.That(result.ValidationLoss, Is.EqualTo(best.ValidationLoss).Within(1e-9));
        Assert.That(CheckpointStore.ReadState(Directory.GetDirectories(Path.Combine(_folder, "best")).Single()).Step, Is.EqualTo(best.Step));
        var until = Train(Spoiling(40, o => (o.CheckpointFolder, o.StopWhen) = (null, p => p.Step == best.Step)));
        Assert.That(weights, Is.EqualTo(until.Weights));
    }

    [Test]
    public void BestAndPatienceSurviveAStop()
    {
        Action<SupervisedFineTuningOptions> options = Spoiling(60, o => (o.LoadBest, o.EarlyStoppingPatience, o.CheckpointEvery) = (true, 4, 5));
        var (straight, weights) = Train(options);
        Assert.That(straight.StoppedEarly, Is.True);
        Assert.That(straight.Steps, Is.InRange(6, 59));
        foreach (var stop in (int[])[straight.BestStep!.Value, straight.BestStep.Value + 1, straight.Steps - 1, straight.Steps])
        {
            Directory.Delete(_folder, recursive: true);
            Train(o =>
            {
                options(o);
                (o.StopWhen, o.LoadBest, o.KeepBest) = (p => p.Step == stop, false, true);
            });
            var (resumed, other) = Train(o =>
            {
                options(o);
                o.Resume = true;
            });
            Assert.That((resumed.Steps, resumed.BestStep, resumed.BestValue), Is.EqualTo((straight.Steps, straight.BestStep, straight.BestValue)), $"stopped at {stop}");
            Assert.That(other, Is.EqualTo(weights), $"stopped at {stop}");
        }
    }

    [Test]
    public void ARunStoppedWhileItMeasuresMeasuresWhenItGoesOn()
    {
        Action<SupervisedFineTuningOptions> options = o =>
        {
            (o.Steps, o.EvaluateEvery, o.CheckpointFolder, o.KeepBest) = (10, 5, _folder, true);
            o.Answers = new AnswerOptions { Every = 5, Metrics = ["contoso.length"], MetricRows = 2 };
        };
        var (straight, _) = Train(options);
        Directory.Delete(_folder, recursive: true);
        using var cancellation = new CancellationTokenSource();
        LengthMetric.Scored = () =>
        {
            cancellation.Cancel();
            cancellation.Token.ThrowIfCancellationRequested();
        };
        Assert.That(() => Train(options, cancellationToken: cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        LengthMetric.Scored = null;
        var (resumed, _) = Train(o =>
        {
            options(o);
            o.Resume = true;
        });
        Assert.That(
            resumed.History.Select(r => (r.Step, r.Loss, r.ValidationLoss, r.Scores?["contoso.length"])),
            Is.EqualTo(straight.History.Select(r => (r.Step, r.Loss, r.ValidationLoss, r.Scores?["contoso.length"]))));
        Assert.That((resumed.BestStep, resumed.BestValue), Is.EqualTo((straight.BestStep, straight.BestValue)));
    }

    [Test]
    public void ABestStepWithoutACheckpointIsLookedForAnew()
    {
        Train(Spoiling(40, o => o.StopWhen = p => p.Step == 10));
        var (result, _) = Train(Spoiling(40, o => (o.LoadBest, o.Resume) = (true, true)));
        Assert.That(result.BestStep, Is.GreaterThan(10));
        Assert.That(result.WeightsOfStep, Is.EqualTo(result.BestStep));
    }

    [Test]
    public void GoingOnWithAnotherMeasureOfTheBestIsRefused()
    {
        Train(Spoiling(40, o => o.StopWhen = p => p.Step == 4));
        Assert.That(
            () => Train(Spoiling(40, o =>
            {
                (o.Resume, o.BestMetric) = (true, "contoso.length");
                o.Answers = new AnswerOptions { Every = 2, Metrics = ["contoso.length"], MetricRows = 2 };
            })),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("by the validation loss, not by contoso.length"));
    }

    [Test]
    public void AMetricMayChooseTheBestStep()
    {
        var (result, _) = Train(Spoiling(30, o =>
        {
            (o.LoadBest, o.BestMetric, o.EvaluateEvery) = (true, "contoso.length", 0);
            o.Answers = new AnswerOptions { Every = 3, Metrics = ["contoso.length"], MetricRows = 8, Generation = new GenerationOptions { MaximumNewTokens = 12, Sample = false } };
        }));
        var best = result.History.Where(r => r.Scores is not null).MinBy(r => r.Scores!["contoso.length"]);
        Assert.That((result.BestStep, result.BestValue, result.WeightsOfStep), Is.EqualTo((best.Step, best.Scores!["contoso.length"], best.Step)));
    }

    [Test]
    public void AGuardThatFallsStopsTheRunAndKeepsTheLastGoodCheckpoint([Values] bool byMetric)
    {
        var (_, start) = Train(o => (o.Steps, o.BatchSize) = (300, 16));
        Assert.That(start, Is.Not.Empty);
        using var model = CreateModel(PretrainTestBed.Config);
        Load(model, start);
        var guard = new GuardOptions { Data = Tokenize(Letters(400, 30)), Every = 2, Tolerance = byMetric ? 0.3 : 5, Metric = byMetric ? ExactMatchMetric.Id : null };
        // Other answers to the same questions: what was learned is forgotten.
        var failure = Assert.Throws<GuardException>(() => Fit(
            model, Letters(0, 200, shift: 7), null, o => (o.Steps, o.Guard, o.CheckpointFolder, o.CheckpointEvery, o.LearningRate, o.WarmupSteps) = (200, guard, _folder, 1, 1e-3, 20)))!;

        Assert.That(byMetric ? failure.Value < failure.Limit : failure.Value > failure.Limit, Is.True, failure.Message);
        Assert.That(failure.Message, Does.Contain("guard").And.Contain("last good checkpoint"));
        var state = CheckpointStore.ReadState(failure.Checkpoint!);
        Assert.That(state.Step, Is.LessThan(failure.Step));
        Assert.That(state.GuardStart, Is.EqualTo(failure.Start));
        Assert.That(state.History[^1].Guard, Is.Not.Null, "a checkpoint is written of a model that the guard has passed");

        // The start survives: the same limit holds when the run goes on.
        var again = Assert.Throws<GuardException>(() => Fit(
            model, Letters(0, 200, shift: 7), null,
            o => (o.Steps, o.Guard, o.CheckpointFolder, o.CheckpointEvery, o.LearningRate, o.WarmupSteps, o.Resume) = (200, guard, _folder, 1, 1e-3, 20, true)))!;
        Assert.That((again.Step, again.Value, again.Start, again.Limit), Is.EqualTo((failure.Step, failure.Value, failure.Start, failure.Limit)));
    }

    [Test]
    public void AGuardPastItsLimitFromTheStartStopsBeforeTheFirstStep()
    {
        var failure = Assert.Throws<GuardException>(() => Train(o => (o.Steps, o.Guard) = (5, new GuardOptions { Data = Tokenize(Letters(400, 5)), Limit = 0.1 })))!;
        Assert.That((failure.Step, failure.Checkpoint), Is.EqualTo((0, (string?)null)));
    }

    [Test]
    public void ARateThatExplodesKeepsACheckpointToGoOnFrom()
    {
        Action<SupervisedFineTuningOptions> exploding = o =>
        {
            (o.Steps, o.CheckpointFolder, o.CheckpointEvery, o.WarmupSteps, o.Schedule) = (60, _folder, 1, 0, ScheduleKind.Constant);
            (o.LearningRate, o.MaximumGradientNorm, o.Optimizer) = (100, 0, new AdamWOptions { WeightDecay = 10 });
        };
        var failure = Assert.Throws<TrainingException>(() => Train(exploding))!;
        Assert.That(failure.Message, Does.Contain("LearningRate"));
        var state = CheckpointStore.ReadState(failure.Checkpoint!);
        Assert.That(state.Step, Is.EqualTo(failure.Step - 1));

        // Loadable, though its weights may be too far gone: it fails at the same step again, and at no other.
        var again = Assert.Throws<TrainingException>(() => Train(o =>
        {
            exploding(o);
            o.Resume = true;
        }))!;
        Assert.That(again.Step, Is.EqualTo(failure.Step));
    }

    [Test]
    public void WhatCannotBeUsedIsRefusedBeforeAnyWork()
    {
        Refused(o => o.LoadBest = true, "CheckpointFolder");
        Refused(o => (o.LoadBest, o.CheckpointFolder) = (true, _folder), "EvaluateEvery");
        Refused(o => o.BestMetric = "contoso.length", "Answers.Metrics");
        Refused(o => o.Answers.Every = 5, "nothing to generate");
        Refused(o => o.Answers.Prompts = ["a"], "Every is 0");
        Refused(o => o.Answers = new AnswerOptions { Every = 1, Prompts = ["a"], Generation = new GenerationOptions { SequenceCount = 2 } }, "SequenceCount");
        Refused(o => o.Answers = new AnswerOptions { Every = 1, Metrics = ["pipelines.exact-mach"] }, "Did you mean 'pipelines.exact-match'");
        Refused(o => o.Answers = new AnswerOptions { Every = 1, Metrics = [ExactMatchMetric.Id] }, "validation data", withValidation: false);
        Refused(o => (o.LoadBest, o.CheckpointFolder, o.EvaluateEvery) = (true, _folder, 1), "validation data", withValidation: false);
        Refused(o => o.Guard = new GuardOptions { Data = Tokenize(Letters(400, 5)) }, "Tolerance");
        Refused(o => o.Guard = new GuardOptions { Limit = 1 }, "Data");
    }

    [Test]
    public void AnUnknownTemplateHoleIsRefusedWithTheNamesThatAreThere() =>
        Assert.That(
            () => _context.Transforms.RenderPrompt("{Questoin}>", completion: "{Answer}").Append(_context.Transforms.TokenizeExamples(_tokenizer))
                .Fit(new TestView().Add("Question", "a").Add("Answer", "b")),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("Questoin").And.Message.Contains("Question"));

    [Test]
    public void AStageLooksWithoutTraining()
    {
        using var model = CreateModel(PretrainTestBed.Config);
        var before = model.Parameters().SelectMany(p => p.Value.ToArray<float>()).ToArray();
        var stage = _context.Trainers.SupervisedFineTune(model, o => o.Steps = 1);
        var report = stage.Preflight(Tokenize(Letters(0, 30)), Tokenize(Letters(30, 5)));
        Assert.That((report.Kept, report.SharedWithValidation.Count), Is.EqualTo((30L, 0L)));
        Assert.That(() => stage.Preflight(Tokenize(Letters(0, 30)), Tokenize(Letters(29, 5))), Throws.TypeOf<PreflightException>());
        Assert.That(model.Parameters().SelectMany(p => p.Value.ToArray<float>()), Is.EqualTo(before));
    }

    private void Refused(Action<SupervisedFineTuningOptions> configure, string says, bool withValidation = true)
    {
        Assert.That(
            () => Train(
                o =>
                {
                    o.Steps = 3;
                    configure(o);
                },
                withValidation: withValidation),
            Throws.InstanceOf<PipelineException>().With.Message.Contains(says));
    }

    private Action<SupervisedFineTuningOptions> Spoiling(int steps, Action<SupervisedFineTuningOptions> more) => o =>
    {
        (o.Steps, o.EvaluateEvery, o.CheckpointFolder, o.Schedule, o.WarmupSteps) = (steps, 2, _folder, ScheduleKind.Linear, steps);
        (o.LearningRate, o.Optimizer, o.MaximumGradientNorm) = (3, new SgdOptions(), 1);
        more(o);
    };

    private (TrainingResult Result, float[] Weights) Train(
        Action<SupervisedFineTuningOptions> configure, GptConfig? config = null, Action<SupervisedFineTuningOptions>? start = null,
        bool withValidation = true, CancellationToken cancellationToken = default)
    {
        using var model = CreateModel(config ?? PretrainTestBed.Config);
        var result = Fit(
            model, Letters(0, 400), withValidation ? Letters(400, 40) : null, o =>
            {
                start?.Invoke(o);
                configure(o);
            },
            cancellationToken);
        return (result, [.. model.Parameters().SelectMany(p => p.Value.ToArray<float>())]);
    }

    private TrainingResult Fit(
        GptModel model, IDataView train, IDataView? validation, Action<SupervisedFineTuningOptions> configure, CancellationToken cancellationToken = default) =>
        _context.Transforms.TokenizeExamples(_tokenizer)
            .Append(_context.Trainers.SupervisedFineTune(model, o =>
            {
                (o.LearningRate, o.WarmupSteps, o.BatchSize) = (5e-3, 5, 8);
                configure(o);
            }))
            .Fit(train, validation, null, cancellationToken).LastTransformer.Result!;

    private GptModel CreateModel(GptConfig config) => new(
        (ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!,
        config with { VocabularySize = _tokenizer.VocabularySize, BlockSize = 24 }, new RandomGenerator(1));

    private static void Load(GptModel model, float[] weights)
    {
        var at = 0;
        foreach (var parameter in model.Parameters())
        {
            var values = parameter.Value.AsSpan<float>();
            weights.AsSpan(at, values.Length).CopyTo(values);
            at += values.Length;
        }
    }

    private IDataView Tokenize(IDataView data) => _context.Transforms.TokenizeExamples(_tokenizer).Fit(data).Transform(data);

    // Three to twenty of a letter ask for a letter that follows in the alphabet, and in longer answers its repetition.
    private static IDataView Letters(int start, int count, int shift = 1)
    {
        var all = Enumerable.Range(0, 25 * 18).Select(i => (Letter: i % 25, Length: 3 + (i / 25))).ToArray();
        new Random(1).Shuffle(all);
        var chosen = all.Skip(start).Take(count).ToArray();
        return new TestView()
            .Add(ColumnNames.Prompt, [.. chosen.Select(c => new string((char)('a' + c.Letter), c.Length) + ">")])
            .Add(ColumnNames.Completion, [.. chosen.Select(c => new string((char)('a' + ((c.Letter + shift) % 26)), 1 + (c.Letter % 3)))]);
    }

    /// <summary>A guest's metric, of which less is better: how long answers are, in the mean.</summary>
    private sealed class LengthMetric : ITextMetric
    {
        public static Action? Scored { get; set; }

        public string Name => "length";

        public bool HigherIsBetter => false;

        public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
        {
            Scored?.Invoke();
            return candidates.Average(c => (double)c.Length);
        }
    }
}
