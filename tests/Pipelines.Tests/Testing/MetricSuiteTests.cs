using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pipelines.Testing;

namespace Pipelines.Tests;

/// <summary>The suite of text metrics finds each broken promise, and nothing where none is broken.</summary>
[TestFixture]
public class MetricSuiteTests
{
    private static readonly Type FixtureType = SuiteRun.Concrete(typeof(FlawedConformance));

    public enum Flaw
    {
        None,
        CountsItsCalls,
        NamesItsCulture,
        ReadsNumbersByCulture,
        WeighsTheFirst,
        SaysLowerIsBetter,
        RefusesEmptyCandidates,
        GivesNaN,
        FailsOnEmptyReferences,
        TakesUnequalCounts,
        TakesNull,
        ForgetsCase,
        IsNoMean,
    }

    [TestCase(Flaw.CountsItsCalls, "Same_texts_have_the_same_score")]
    [TestCase(Flaw.CountsItsCalls, "Name_stays_the_same")]
    [TestCase(Flaw.NamesItsCulture, "Culture_does_not_matter")]
    [TestCase(Flaw.ReadsNumbersByCulture, "Culture_does_not_matter")]
    [TestCase(Flaw.WeighsTheFirst, "Order_of_pairs_does_not_matter")]
    [TestCase(Flaw.SaysLowerIsBetter, "Other_texts_score_worse")]
    [TestCase(Flaw.RefusesEmptyCandidates, "Any_text_has_a_score_in_the_range")]
    [TestCase(Flaw.RefusesEmptyCandidates, "Empty_candidates_score_worse")]
    [TestCase(Flaw.GivesNaN, "Any_text_has_a_score_in_the_range")]
    [TestCase(Flaw.FailsOnEmptyReferences, "Empty_references_are_refused_or_scored")]
    [TestCase(Flaw.TakesUnequalCounts, "Unequal_counts_and_no_texts_are_refused")]
    [TestCase(Flaw.TakesNull, "Null_is_refused")]
    [TestCase(Flaw.IsNoMean, "Score_of_all_is_the_mean_where_it_is_said_to_be")]
    [TestCase(Flaw.IsNoMean, "Equal_texts_score_best")]
    public void A_broken_promise_is_found(Flaw flaw, string test) => Assert.That(Failures(flaw), Does.Contain(test));

    [TestCase(Flaw.None)]
    [TestCase(Flaw.ForgetsCase)]
    public void A_sound_metric_passes(Flaw flaw) => Assert.That(Failures(flaw), Is.Empty);

    private static IReadOnlyList<string> Failures(Flaw flaw)
    {
        var fixture = (FlawedConformance)Activator.CreateInstance(FixtureType)!;
        fixture.Flaw = flaw;
        fixture.MakeContext();
        try
        {
            return SuiteRun.Failures(fixture);
        }
        finally
        {
            fixture.DisposeContext();
        }
    }

    /// <summary>The suite over a flawed metric.</summary>
    public abstract class FlawedConformance : TextMetricConformanceTests<FlawedMetric>
    {
        public Flaw Flaw { get; set; }

        protected override string MetricId => "tests.flawed";

        protected override double BestScore => 1;

        protected override double WorstScore => 0;

        protected override PipelineContext CreateContext() => PipelineContext.Create(p =>
        {
            p.Services.AddSingleton(new ChosenFlaw(Flaw));
            p.AddTextMetric<FlawedMetric>("tests.flawed");
        });
    }

    public sealed record ChosenFlaw(Flaw Flaw);

    /// <summary>The share of characters that stand where they are expected.</summary>
    public sealed class FlawedMetric(ChosenFlaw chosen) : ITextMetric
    {
        private readonly Flaw _flaw = chosen.Flaw;
        private int _calls;

        public string Name => _flaw switch
        {
            Flaw.CountsItsCalls => $"characters, {_calls} calls",
            Flaw.NamesItsCulture => string.Create(CultureInfo.CurrentCulture, $"characters:{0.5}"),
            _ => "characters",
        };

        public bool HigherIsBetter => _flaw != Flaw.SaysLowerIsBetter;

        public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
        {
            if (_flaw == Flaw.TakesNull)
                (references, candidates) = (NotNull(references), NotNull(candidates));
            if (_flaw != Flaw.TakesUnequalCounts)
                TextMetricChecks.CheckTexts(references, candidates);
            _calls++;
            var sum = 0.0;
            for (var i = 0; i < Math.Min(references.Count, candidates.Count); i++)
                sum += Score(references[i], candidates[i]) * (_flaw == Flaw.WeighsTheFirst && i == 0 ? 0.5 : 1);
            return _flaw switch
            {
                Flaw.CountsItsCalls => sum / references.Count / _calls,
                Flaw.IsNoMean => sum,
                _ => sum / references.Count,
            };
        }

        private static string[] NotNull(IReadOnlyList<string>? texts) => [.. (texts ?? ["a", "a"]).Select(text => text ?? "")];

        private double Score(string reference, string candidate)
        {
            if (_flaw == Flaw.RefusesEmptyCandidates && candidate.Length == 0)
                throw new PipelineException("There is nothing to score.");
            if (_flaw == Flaw.GivesNaN && string.IsNullOrWhiteSpace(candidate))
                return double.NaN;
            if (_flaw == Flaw.FailsOnEmptyReferences)
                _ = reference[0];
            if (_flaw == Flaw.ReadsNumbersByCulture && $"{0.5}" != "0.5")
                return reference == candidate ? 1 : 0;
            if (_flaw == Flaw.ForgetsCase)
                (reference, candidate) = (reference.ToUpperInvariant(), candidate.ToUpperInvariant());
            var equal = reference.Zip(candidate).Count(pair => pair.First == pair.Second);
            var longest = Math.Max(reference.Length, candidate.Length);
            return longest == 0 ? 1 : (double)equal / longest;
        }
    }
}
