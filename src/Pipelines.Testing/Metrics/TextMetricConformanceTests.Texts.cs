using NUnit.Framework;

namespace Pipelines.Testing;

/// <content>Texts of every kind, and what does not matter to a score.</content>
public abstract partial class TextMetricConformanceTests<TMetric>
{
    private const int Threads = 4;

    private static readonly string[] s_oddTexts =
    [
        "", " ", "\n\t\r\n", "\u00a0", "?!…", "a", "a\0b", "half \ud83d of a pair", "\udc00", "👩‍👩‍👧 🇹🇷", "e\u0301 ﬁ ① İı",
        "今天天气很好", "مرحبا بالعالم ١٢٣", "1e999 NaN -∞ 1/0", string.Join(' ', Enumerable.Range(0, 300).Select(i => $"word{i % 17}")),
    ];

    /// <summary>Any candidate has a score in the range, an empty one or a broken one too, by itself and among others.</summary>
    [Test]
    public void Any_text_has_a_score_in_the_range()
    {
        var metric = Make();
        var references = References;
        Assert.Multiple(() =>
        {
            foreach (var (reference, candidate) in Pairs)
                AssertInRange(metric.Score([reference], [candidate]), candidate);
            foreach (var odd in s_oddTexts)
            {
                AssertInRange(metric.Score([references[0]], [odd]), Shown(odd));
                AssertInRange(metric.Score(references, [odd, .. Candidates[1..]]), Shown(odd));
                AssertInRange(metric.Score(references, [.. references.Select(_ => odd)]), $"{Shown(odd)} each time");
            }
        });
    }

    /// <summary>A candidate without any text scores worse than the text expected.</summary>
    [Test]
    public void Empty_candidates_score_worse()
    {
        var metric = Make();
        var sign = metric.HigherIsBetter ? 1 : -1;
        var references = References;
        Assert.Multiple(() =>
        {
            foreach (var reference in references)
                Assert.That(sign * metric.Score([reference], [""]), Is.LessThan(sign * BestScore), reference);
            Assert.That(sign * metric.Score(references, ["", .. references[1..]]), Is.LessThan(sign * BestScore), "One of several.");
        });
    }

    /// <summary>A reference without any text is refused with the reason, or has a score in the range.</summary>
    [Test]
    public void Empty_references_are_refused_or_scored()
    {
        var metric = Make();
        Assert.Multiple(() =>
        {
            foreach (var empty in new[] { "", " \n" })
            {
                ScoredOrRefused(metric, [empty], [Candidates[0]]);
                ScoredOrRefused(metric, [empty], [empty]);
                ScoredOrRefused(metric, [References[0], empty], [Candidates[0], Candidates[1]]);
            }
        });
        AssertSame(metric.Score(References, References), BestScore, "After an empty reference.");
    }

    /// <summary>The same texts have the same score to the last bit, whatever was scored before, and by another instance.</summary>
    [Test]
    public void Same_texts_have_the_same_score()
    {
        var metric = Make();
        var (references, candidates) = (References, Candidates);
        var expected = metric.Score(references, candidates);
        metric.Score([references[0]], [candidates[1]]);
        metric.Score([.. references.Reverse()], candidates);
        Assert.Multiple(() =>
        {
            Assert.That(metric.Score(references, candidates), Is.EqualTo(expected), "After other texts.");
            Assert.That(metric.Score([.. references], [.. candidates]), Is.EqualTo(expected), "In other lists.");
            Assert.That(Make().Score(references, candidates), Is.EqualTo(expected), "By another instance.");
            Assert.That(references, Is.EqualTo(References), "The references were changed.");
            Assert.That(candidates, Is.EqualTo(Candidates), "The candidates were changed.");
        });
    }

    /// <summary>The order of the pairs does not matter.</summary>
    [Test]
    public void Order_of_pairs_does_not_matter()
    {
        var metric = Make();
        var expected = metric.Score(References, Candidates);
        Assert.Multiple(() =>
        {
            AssertSame(metric.Score([.. References.Reverse()], [.. Candidates.Reverse()]), expected, "From the last to the first.");
            for (var i = 1; i < Pairs.Count; i++)
            {
                AssertSame(
                    metric.Score([.. References[i..], .. References[..i]], [.. Candidates[i..], .. Candidates[..i]]), expected,
                    $"From pair {i} on.");
            }
        });
    }

    /// <summary>The culture of the thread changes neither scores nor the name.</summary>
    [Test]
    public void Culture_does_not_matter()
    {
        var expected = All(Make());
        var name = Make().Name;
        Assert.Multiple(() =>
        {
            foreach (var culture in OtherCultures.All)
            {
                var (scores, other) = OtherCultures.Run(culture, () => (All(Make()), Make().Name));
                Assert.That(scores, Is.EqualTo(expected), $"Scores in the culture '{culture.Name}'.");
                Assert.That(other, Is.EqualTo(name), $"The name in the culture '{culture.Name}'.");
            }
        });
    }

    /// <summary>Instances that several threads have for themselves give the same scores.</summary>
    [Test]
    public async Task Instances_work_side_by_side()
    {
        var expected = All(Make());
        var scores = await SideBySide.Run(Threads, _ =>
        {
            var metric = Make();
            return Enumerable.Range(0, 5).Select(_ => All(metric)).ToArray();
        });
        foreach (var each in scores.SelectMany(passes => passes))
            Assert.That(each, Is.EqualTo(expected));
    }

    /// <summary>No texts, and not as many of both, are refused with the reason.</summary>
    [Test]
    public void Unequal_counts_and_no_texts_are_refused()
    {
        var metric = Make();
        string[] one = [References[0]];
        string[] two = References[..2];
        Assert.Multiple(() =>
        {
            Assert.That(() => metric.Score(two, one), Throws.InstanceOf<PipelineException>(), "Two references, one candidate.");
            Assert.That(() => metric.Score(one, two), Throws.InstanceOf<PipelineException>(), "One reference, two candidates.");
            Assert.That(() => metric.Score(one, []), Throws.InstanceOf<PipelineException>(), "No candidates.");
            Assert.That(() => metric.Score([], one), Throws.InstanceOf<PipelineException>(), "No references.");
            Assert.That(() => metric.Score([], []), Throws.InstanceOf<PipelineException>(), "No texts.");
        });
    }

    /// <summary>What is null is refused; <see cref="TextMetricChecks"/> does it.</summary>
    [Test]
    public void Null_is_refused()
    {
        var metric = Make();
        string[] texts = References[..2];
        Assert.Multiple(() =>
        {
            Assert.That(() => metric.Score(null!, texts), Throws.ArgumentNullException, "References.");
            Assert.That(() => metric.Score(texts, null!), Throws.ArgumentNullException, "Candidates.");
            Assert.That(() => metric.Score([texts[0], null!], texts), Throws.InstanceOf<ArgumentException>(), "A reference.");
            Assert.That(() => metric.Score(texts, [texts[0], null!]), Throws.InstanceOf<ArgumentException>(), "A candidate.");
        });
    }

    private static string Shown(string text) => text.Length > 40 ? $"\"{text[..40]}…\"" : $"\"{text}\"";

    private double[] All(ITextMetric metric) =>
        [metric.Score(References, Candidates), .. Pairs.Select(pair => metric.Score([pair.Reference], [pair.Candidate]))];

    private void ScoredOrRefused(ITextMetric metric, string[] references, string[] candidates)
    {
        double score;
        try
        {
            score = metric.Score(references, candidates);
        }
        catch (PipelineException e)
        {
            Assert.That(e.Message, Is.Not.Empty);
            return;
        }

        AssertInRange(score, $"References {string.Join(", ", references.Select(Shown))}");
    }
}
