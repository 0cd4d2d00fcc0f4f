using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>What preference tuning sees before its first step, and what stops it on the way.</summary>
public class PreferencePreflightTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void Create() => _context = PretrainTestBed.CreateContext();

    [TearDown]
    public void Delete() => _context.Dispose();

    [Test]
    public void TheReportMarksBothAnswers()
    {
        var (stage, data) = Stage(("What is red? ", "A rose.", "The sea."), ("What is blue? ", "The sea.", "A rose."));
        var report = stage.Preflight(data);
        Assert.That(report.Preview, Does.StartWith("better: What is red? ⟦A rose.").And.Contain("worse: What is red? ⟦The sea."));
        Assert.That((report.Kept, report.DistinctAnswers, report.WithEnd), Is.EqualTo((2, 2, 2)));
        Assert.That(report.LearnedPerRow[0], Is.GreaterThanOrEqualTo(4));
        Assert.That(report.LearnedTokens, Is.LessThan(report.Tokens));
    }

    [Test]
    public void WhatATemplateLeftIsRefusedByRow()
    {
        var (stage, data) = Stage(("What is red? ", "A rose.", "The sea."), ("{question} ", "The sea.", "A rose."));
        var failure = Assert.Throws<PreflightException>(() => stage.Preflight(data));
        Assert.That(failure!.Findings.Select(f => (f.Cause, f.Row)), Is.EqualTo(new[] { (PreflightCause.UnfilledHole, 1L) }));
    }

    [Test]
    public void OneAnswerToEverythingIsRefused()
    {
        var (stage, data) = Stage([.. Enumerable.Range(0, 5).Select(i => ($"Question {i}? ", "Yes.", $"No {i}."))]);
        var failure = Assert.Throws<PreflightException>(() => stage.Preflight(data));
        Assert.That(failure!.Findings.Select(f => f.Cause), Is.EqualTo(new[] { PreflightCause.OneAnswer }));
    }

    [Test]
    public void ValidationRowsThatAreTrainedOnAreNamed()
    {
        var (stage, data) = Stage(("What is red? ", "A rose.", "The sea."), ("What is blue? ", "The sea.", "A rose."));
        var failure = Assert.Throws<PreflightException>(() => stage.Preflight(data, data));
        Assert.That(failure!.Findings.Select(f => (f.Cause, f.Row)), Is.EqualTo(new[] { (PreflightCause.SharedWithValidation, 0L) }));
        Assert.That(failure.Report!.SharedWithValidation.Count, Is.EqualTo(2));
    }

    [Test]
    public void AGuardOfOtherPreferencesStopsTheRun()
    {
        // Where the guard prefers what the run learns to dislike, its loss rises.
        var pairs = PreferenceTestBed.Pairs();
        var guard = PreferenceTestBed.Swapped(12, seed: 9);
        using var model = PreferenceTestBed.Model(_context);
        void Tune(double tolerance) => new EstimatorChain<PretrainTransformer>().Append(_context.Trainers.PreferenceTune(model, o =>
        {
            (o.Steps, o.BatchSize, o.LearningRate) = (40, 8, 3e-3);
            o.Guard = new GuardOptions { Data = guard, Every = 5, Tolerance = tolerance };
        })).Fit(pairs);
        var failure = Assert.Throws<GuardException>(() => Tune(0.05));
        Assert.That(failure!.Start, Is.EqualTo(Math.Log(2)).Within(1e-6));
        Assert.That(failure.Value, Is.GreaterThan(1.05 * Math.Log(2)));
        Assert.DoesNotThrow(() => Tune(1000));
    }

    [Test]
    public void AGuardMetricIsRefused() => Assert.That(
        () => _context.Trainers.PreferenceTune(
            PreferenceTestBed.Model(_context),
            o => o.Guard = new GuardOptions { Data = PreferenceTestBed.Pairs(), Metric = "exact-match", Tolerance = 0.1 }),
        Throws.TypeOf<OptionsException>().With.Message.Contains("exact-match"));

    private (PreferenceTuningEstimator Stage, IDataView Data) Stage(params (string Prompt, string Chosen, string Rejected)[] rows)
    {
        var texts = _context.Data.LoadFromEnumerable(rows.Select(r => new PairRow(r.Prompt, r.Chosen, r.Rejected)).ToArray());
        var words = _context.Data.LoadFromEnumerable(rows.Select(r => new TextRow($"{r.Prompt}{r.Chosen}{r.Rejected}")).ToArray());
        var tokenizer = _context.Transforms.Tokenize(o => o.BytePair.VocabularySize = 300).Fit(words).Tokenizer;
        var config = PretrainTestBed.Config with { VocabularySize = tokenizer.VocabularySize, BlockSize = 64 };
        var model = new GptModel(PreferenceTestBed.Backend(_context), config, new Pipelines.Nn.RandomGenerator(3));
        return (_context.Trainers.PreferenceTune(model), _context.Transforms.TokenizePreferences(tokenizer).Fit(texts).Transform(texts));
    }

    private sealed record PairRow(string Prompt, string Chosen, string Rejected);

    private sealed record TextRow(string Text);
}
