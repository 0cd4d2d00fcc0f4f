using NUnit.Framework;

namespace Pipelines.Testing;

/// <summary>
/// The promises of a text metric as tests: found by its id, the best score for the texts expected, a score for any text, the same
/// whatever was scored before and in whatever order and culture, refusals that say why. Inherit it and say what the metric gives.
/// </summary>
/// <typeparam name="TMetric">The metric.</typeparam>
[TestFixture]
public abstract partial class TextMetricConformanceTests<TMetric> where TMetric : class, ITextMetric
{
    // What the sums of floating-point numbers in another order may differ by.
    private const double Rounding = 1e-9;

    private PipelineContext? _context;

    /// <summary>A context in which the metric is registered.</summary>
    protected PipelineContext Context => _context ?? throw new InvalidOperationException("The context is there while tests run.");

    /// <summary>The id that the metric is registered under.</summary>
    protected abstract string MetricId { get; }

    /// <summary>The score of candidates that equal their references.</summary>
    protected abstract double BestScore { get; }

    /// <summary>The worst score there is; infinite where there is always a worse one.</summary>
    protected abstract double WorstScore { get; }

    /// <summary>Whether the score of all is the mean of the scores that the pairs have by themselves.</summary>
    protected virtual bool IsMeanOfPairs => true;

    /// <summary>
    /// Texts that the metric can score by, each with a candidate that is worse than the text itself; at least three, no two the same.
    /// Those given unless said otherwise have ten words or so, two numbers at the most, several lines, capitals, letters with accents.
    /// </summary>
    protected virtual IReadOnlyList<(string Reference, string Candidate)> Pairs =>
    [
        ("The cat sat on the mat at 3.5 degrees.", "A cat sat on a mat at 4 degrees."),
        ("ISTANBUL IS BIG: it has 15,840,900 people in it", "istanbul is small: it has 15 people"),
        ("Take 12 eggs, mix them with flour and bake for 40 minutes", "Take eggs and mix them with milk, then bake it for 20 minutes."),
        ("Straße, naïve and façade are words that English borrowed 7 times", "Strasse, naive and facade are words 8"),
        ("Nothing of this is told by the 2 witnesses who were there", "0 people said anything of this"),
        ("It rains.\nIt pours.\nThe old man snores for 1 hour", "The sun shines.\nIt pours all day long, 6 hours"),
    ];

    private string[] References => [.. Pairs.Select(pair => pair.Reference)];

    private string[] Candidates => [.. Pairs.Select(pair => pair.Candidate)];

    /// <summary>Makes a context with the metric registered: <c>PipelineContext.Create(p =&gt; p.AddTextMetric&lt;…&gt;(…))</c>.</summary>
    protected abstract PipelineContext CreateContext();

    /// <summary>Makes the context.</summary>
    [OneTimeSetUp]
    public void MakeContext() => _context = CreateContext();

    /// <summary>Disposes the context.</summary>
    [OneTimeTearDown]
    public void DisposeContext() => _context?.Dispose();

    /// <summary>The metric is found by its id, which is written as ids are.</summary>
    [Test]
    public void Metric_is_registered()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Context.Evaluation.GetTextMetric(MetricId), Is.InstanceOf<TMetric>());
            Assert.That(MetricId, Does.Match(@"^[a-z0-9-]+(\.[a-z0-9-]+)+$"), "An id is package.metric, in lower case with dashes.");
        });
    }

    /// <summary>The name is one line, the same for every instance, before and after scoring.</summary>
    [Test]
    public void Name_stays_the_same()
    {
        var metric = Make();
        var name = metric.Name;
        metric.Score(References, Candidates);
        Assert.Multiple(() =>
        {
            Assert.That(name, Is.Not.Null.And.Not.Empty);
            Assert.That(name, Is.EqualTo(name?.Trim()), "The name has white space around it.");
            Assert.That(name, Does.Not.Contain("\n").And.Not.Contain("\r"), "The name has several lines.");
            Assert.That(metric.Name, Is.EqualTo(name), "Scoring changed the name.");
            Assert.That(Make().Name, Is.EqualTo(name), "Another instance has another name.");
        });
    }

    /// <summary>Candidates that equal their references have the best score, together and each by itself.</summary>
    [Test]
    public void Equal_texts_score_best()
    {
        var metric = Make();
        Assert.Multiple(() =>
        {
            AssertSame(metric.Score(References, References), BestScore, "All texts.");
            foreach (var reference in References)
                AssertSame(metric.Score([reference], [reference]), BestScore, reference);
        });
    }

    /// <summary>Other texts than those expected score worse, together and each by itself, in the direction that the metric tells.</summary>
    [Test]
    public void Other_texts_score_worse()
    {
        var metric = Make();
        var sign = metric.HigherIsBetter ? 1 : -1;
        Assert.That(Pairs, Has.Count.AtLeast(3), "Give three pairs at least.");
        Assert.Multiple(() =>
        {
            Assert.That(metric.HigherIsBetter, Is.EqualTo(BestScore > WorstScore), "BestScore and WorstScore say otherwise.");
            Assert.That(sign * metric.Score(References, Candidates), Is.LessThan(sign * BestScore), "All texts.");
            foreach (var (reference, candidate) in Pairs)
                Assert.That(sign * metric.Score([reference], [candidate]), Is.LessThan(sign * BestScore), candidate);
        });
    }

    /// <summary>A pair scored by itself is what goes into the mean, where the score of all is one.</summary>
    [Test]
    public void Score_of_all_is_the_mean_where_it_is_said_to_be()
    {
        var metric = Make();
        var mean = Pairs.Average(pair => metric.Score([pair.Reference], [pair.Candidate]));
        var all = metric.Score(References, Candidates);
        if (IsMeanOfPairs)
            AssertSame(all, mean, "The score of all is not the mean of the pairs' scores: see IsMeanOfPairs.");
        else
            Assert.That(Math.Abs(all - mean), Is.GreaterThan(Tolerance(mean)), "The score of all is the mean: leave IsMeanOfPairs true.");
    }

    private ITextMetric Make() => Context.Evaluation.GetTextMetric(MetricId);

    private static double Tolerance(double score) => Rounding * Math.Max(1, Math.Abs(score));

    private static void AssertSame(double actual, double expected, string message) =>
        Assert.That(actual, Is.EqualTo(expected).Within(Tolerance(expected)), message);

    private void AssertInRange(double score, string message)
    {
        var (low, high) = (Math.Min(BestScore, WorstScore), Math.Max(BestScore, WorstScore));
        Assert.That(double.IsFinite(score), Is.True, $"{message}: the score is {score}.");
        Assert.That(score, Is.InRange(low - Tolerance(low), high + Tolerance(high)), message);
    }
}
