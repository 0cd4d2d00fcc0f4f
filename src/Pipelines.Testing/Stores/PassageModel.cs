using NUnit.Framework;

namespace Pipelines.Testing;

/// <summary>Passages in a dictionary, compared one by one: what a store is held against.</summary>
internal sealed class PassageModel(VectorMetric metric, bool isExact)
{
    private const double CosineTolerance = 1e-5;

    public Dictionary<long, Passage> Passages { get; } = [];

    private double Tolerance => metric == VectorMetric.Cosine ? CosineTolerance : 0;

    public List<long> Matching(PassageFilter? filter) =>
        [.. Passages.Values.Where(passage => filter?.Matches(passage.Metadata) != false).Select(passage => passage.Id).Order()];

    /// <summary>Checks a search by words: those that share one are found, in the order of the store's own scores.</summary>
    public void CheckWords(IReadOnlyList<PassageHit> hits, string query, PassageFilter? filter, int topK, string what)
    {
        var words = query.Split(' ');
        var matching = Matching(filter)
            .Where(id => Passages[id].Text.Split(' ').Intersect(words).Any()).ToHashSet();
        CheckHits(hits, what);
        Assert.That(hits, Has.Count.EqualTo(Math.Min(topK, matching.Count)), what);
        foreach (var hit in hits)
            Assert.That(matching, Does.Contain(hit.Id), what);
    }

    /// <summary>Checks a search by vectors: the nearest are found, with their scores.</summary>
    public void CheckVectors(IReadOnlyList<PassageHit> hits, ReadOnlySpan<float> query, PassageFilter? filter, int topK, string what)
    {
        var scores = new Dictionary<long, double>();
        foreach (var passage in Passages.Values)
        {
            if (!passage.Vector.IsEmpty && filter?.Matches(passage.Metadata) != false)
                scores.Add(passage.Id, Score(query, passage.Vector.Span));
        }

        CheckHits(hits, what);
        foreach (var hit in hits)
        {
            Assert.That(scores, Does.ContainKey(hit.Id), what);
            Assert.That(hit.Score, Is.EqualTo(scores[hit.Id]).Within(Tolerance), what);
        }

        if (!isExact)
            return;
        Assert.That(hits, Has.Count.EqualTo(Math.Min(topK, scores.Count)), what);
        if (hits.Count == scores.Count)
            return;
        var worst = hits[^1];
        var found = hits.Select(hit => hit.Id).ToHashSet();
        foreach (var (id, score) in scores)
        {
            if (found.Contains(id))
                continue;
            Assert.That(score, Is.LessThanOrEqualTo(worst.Score + Tolerance), $"{what}: {id} is nearer than {worst.Id}.");
            if (Tolerance == 0 ? score == worst.Score : Passages[id].Vector.Span.SequenceEqual(Passages[worst.Id].Vector.Span))
                Assert.That(id, Is.GreaterThan(worst.Id), $"{what}: of equal ones the lowest id comes first.");
        }
    }

    /// <summary>Two lists joined by reciprocal ranks.</summary>
    public static (long Id, double Score)[] Join(
        IReadOnlyList<PassageHit> words, IReadOnlyList<PassageHit> vectors, PassageSearchOptions options)
    {
        var scores = new Dictionary<long, double>();
        foreach (var (list, weight) in new[] { (words, options.TextWeight), (vectors, options.VectorWeight) })
        {
            for (var rank = 1; rank <= list.Count; rank++)
                scores[list[rank - 1].Id] = scores.GetValueOrDefault(list[rank - 1].Id) + (weight / (options.RankConstant + rank));
        }

        return
        [
            .. scores.Select(pair => (pair.Key, pair.Value)).OrderByDescending(hit => hit.Value).ThenBy(hit => hit.Key).Take(options.TopK),
        ];
    }

    /// <summary>Each passage once, as it is now, best first, equal scores by id.</summary>
    public void CheckHits(IReadOnlyList<PassageHit> hits, string what)
    {
        for (var i = 0; i < hits.Count; i++)
        {
            Assert.That(Passages, Does.ContainKey(hits[i].Id), what);
            var passage = Passages[hits[i].Id];
            Assert.That(hits[i].Text, Is.EqualTo(passage.Text), what);
            Assert.That(hits[i].Metadata, Has.Count.EqualTo(passage.Metadata.Count), what);
            foreach (var (key, value) in passage.Metadata)
                Assert.That(hits[i].Metadata[key], Is.EqualTo(value), what);
            if (i > 0 && !(hits[i - 1].Score > hits[i].Score))
            {
                Assert.That(hits[i].Score, Is.EqualTo(hits[i - 1].Score), $"{what}: the best come first.");
                Assert.That(hits[i].Id, Is.GreaterThan(hits[i - 1].Id), $"{what}: equal scores are ordered by id, none twice.");
            }
        }

        Assert.That(hits.Select(hit => hit.Id).Distinct().Count(), Is.EqualTo(hits.Count), what);
    }

    private double Score(ReadOnlySpan<float> query, ReadOnlySpan<float> vector)
    {
        var (distance, product, left, right) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < query.Length; i++)
        {
            var difference = (double)query[i] - vector[i];
            distance += difference * difference;
            product += (double)query[i] * vector[i];
            left += (double)query[i] * query[i];
            right += (double)vector[i] * vector[i];
        }

        return metric switch
        {
            VectorMetric.L2 => -distance,
            VectorMetric.InnerProduct => product,
            _ => left == 0 || right == 0 ? 0 : product / Math.Sqrt(left * right),
        };
    }
}
