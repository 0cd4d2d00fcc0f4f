namespace Pipelines.Retrieval.Tests;

internal sealed class RerankerTests
{
    private static readonly string[] Passages = ["aaa", "aab", "bbb", "abb", "ccc"];

    [Test]
    public void An_embedder_ranks_by_the_exact_cosine()
    {
        var ranked = Rank(new EmbedderReranker(new LetterEmbedder()), "ab", 3);
        Assert.That(ranked.Select(passage => passage.Id), Is.EqualTo(new long[] { 1, 3, 0 }), "equal ones stay in their order");
        Assert.That(ranked[0].Score, Is.EqualTo(3 / Math.Sqrt(10)).Within(1e-6));
        Assert.That(ranked[0].Text, Is.EqualTo("aab"));
    }

    [TestCase(1.0)]
    [TestCase(0.7)]
    [TestCase(0.5)]
    [TestCase(0.0)]
    public void Diversity_is_the_greedy_choice_of_the_formula(double relevance)
    {
        // The definition, written down anew: no running maxima, all from scratch.
        float[][] vectors = [.. Passages.Select(Vector)];
        var query = Vector("aab");
        var (expected, scores) = (new List<int>(), new List<double>());
        while (expected.Count < Passages.Length)
        {
            var best = Enumerable.Range(0, Passages.Length).Except(expected).MaxBy(Value);
            scores.Add(Value(best));
            expected.Add(best);
        }

        var ranked = Rank(new DiversityReranker(new LetterEmbedder(), relevance), "aab", 5);
        Assert.That(ranked.Select(passage => (int)passage.Id), Is.EqualTo(expected));
        Assert.That(ranked.Select(passage => passage.Score), Is.EqualTo(scores).Within(1e-6).And.Ordered.Descending);

        double Value(int i) => (relevance * Cosine(query, vectors[i]))
            - ((1 - relevance) * (expected.Count == 0 ? 0 : expected.Max(j => Cosine(vectors[i], vectors[j]))));
    }

    [Test]
    public void Bm25_ranks_as_its_index_scores()
    {
        string[] texts = ["red apple", "green apple", "apple apple", "sky"];
        var index = LexicalRetriever.Create(texts).Index;
        var request = new RerankRequest("green apple", [.. texts.Select((text, i) => new RetrievedPassage(i, text, 0))]);
        var ranked = new Bm25Reranker(index).Rerank([request], 2)[0];
        Assert.That(ranked.Select(passage => passage.Id), Is.EqualTo(index.Search("green apple", 2).Select(hit => hit.Id)));
        Assert.That(
            () => new Bm25Reranker(index).Rerank([request with { Query = "?" }], 2),
            Throws.TypeOf<RetrievalException>().With.Message.Contains("no word"));
    }

    [Test]
    public void Overlap_is_the_share_of_the_querys_words()
    {
        var request = new RerankRequest("Red, red APPLE!", [new(1, "an apple", 9), new(2, "a red apple", 8), new(3, "sky", 7)]);
        var ranked = new OverlapReranker().Rerank([request], 5)[0];
        Assert.That(ranked.Select(passage => (passage.Id, passage.Score)), Is.EqualTo(new[] { (2L, 1.0), (1L, 0.5), (3L, 0.0) }));
    }

    [Test]
    public void A_function_of_pairs_gets_all_of_them_in_parts()
    {
        var calls = new List<int>();
        var reranker = new PairReranker((pairs, _) =>
        {
            calls.Add(pairs.Count);
            return [.. pairs.Select(pair => (double)(pair.Query + pair.Passage).Length)];
        }, batchSize: 2);
        var ranked = reranker.Rerank([new("q", [new(1, "a", 0), new(2, "bb", 0)]), new("r", []), new("s", [new(3, "c", 0)])], 1);
        Assert.That(ranked.Select(list => list.Count), Is.EqualTo(new[] { 1, 0, 1 }));
        Assert.That(ranked[0][0].Id, Is.EqualTo(2));
        Assert.That(calls, Is.EqualTo(new[] { 2, 1 }));
        var nan = new PairReranker((pairs, _) => [.. pairs.Select(_ => double.NaN)]);
        Assert.That(() => nan.Rerank([new("q", [new(1, "a", 0)])], 1), Throws.TypeOf<PipelineException>().With.Message.Contains("NaN"));
        var few = new PairReranker((_, _) => []);
        Assert.That(() => few.Rerank([new("q", [new(1, "a", 0)])], 1), Throws.TypeOf<RetrievalException>());
    }

    [Test]
    public void A_retriever_with_a_reranker_looks_deeper_than_it_gives()
    {
        string[] texts = ["apple apple", "apple pie with sugar", "a green apple", "sky"];
        var retriever = new RerankingRetriever(LexicalRetriever.Create(texts), new OverlapReranker(), depth: 3);
        Assert.That(retriever.Retrieve("green apple", 1).Single().Text, Is.EqualTo("a green apple"));
        Assert.That(() => new RerankingRetriever(retriever, new OverlapReranker(), 0), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void What_cannot_be_ranked_is_refused()
    {
        Assert.That(() => new DiversityReranker(new LetterEmbedder(), double.NaN), Throws.TypeOf<RetrievalException>());
        Assert.That(() => new DiversityReranker(new LetterEmbedder(), 1.5), Throws.TypeOf<RetrievalException>());
        Assert.That(() => Rank(new EmbedderReranker(new LetterEmbedder()), " ", 1), Throws.TypeOf<RetrievalException>());
        Assert.That(
            () => Rank(new EmbedderReranker(new LetterEmbedder(maximumTokens: 4)), "a", 1),
            Throws.TypeOf<RetrievalException>().With.Message.Contains("5 tokens"));
        Assert.That(
            () => new EmbedderReranker(new LetterEmbedder()).Rerank([], 1, new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static IReadOnlyList<RetrievedPassage> Rank(IPassageReranker reranker, string query, int topK) =>
        reranker.Rerank([new(query, [.. Passages.Select((text, i) => new RetrievedPassage(i, text, 0))])], topK)[0];

    private static float[] Vector(string text) => [.. "abc".Select(letter => (float)text.Count(c => c == letter))];

    private static double Cosine(float[] left, float[] right) =>
        left.Zip(right, (x, y) => (double)x * y).Sum() / Math.Sqrt(left.Sum(x => (double)x * x) * right.Sum(x => (double)x * x));
}
