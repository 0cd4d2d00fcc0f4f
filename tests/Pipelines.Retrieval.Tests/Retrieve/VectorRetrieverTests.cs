namespace Pipelines.Retrieval.Tests;

internal sealed class VectorRetrieverTests
{
    private static readonly string[] Passages = ["aaa", "bbb", "ccc", "aab", "abc"];

    [Test]
    public void Nearest_passages_come_first_with_their_texts()
    {
        var found = VectorRetriever.Create(Passages, new LetterEmbedder()).Retrieve(["a", "cb"], 2);
        Assert.That(found[0].Select(passage => passage.Text), Is.EqualTo(new[] { "aaa", "aab" }));
        Assert.That(found[0][0].Score, Is.EqualTo(1).Within(1e-6));
        Assert.That(found[1].Select(passage => passage.Id), Is.EqualTo(new long[] { 4, 1 }));
    }

    [Test]
    public void Distances_become_scores_of_which_the_higher_is_better()
    {
        var found = VectorRetriever.Create(Passages, new LetterEmbedder(), new FlatIndex(3)).Retrieve("aaa", 2);
        Assert.That(found.Select(passage => passage.Score), Is.EqualTo(new double[] { 0, -2 }));
    }

    [Test]
    public void Prefixes_go_before_queries_and_passages()
    {
        var options = new VectorRetrieverOptions { QueryPrefix = "c", PassagePrefix = "bb" };
        var retriever = VectorRetriever.Create(["a"], new LetterEmbedder(), new FlatIndex(3), options);
        Span<float> vector = stackalloc float[3];
        Assert.That(retriever.Index.TryReconstruct(0, vector));
        Assert.That(vector.ToArray(), Is.EqualTo(new float[] { 1, 2, 0 }));
        Assert.That(retriever.Retrieve("a", 1)[0].Score, Is.EqualTo(-5)); // (1, 0, 1) and (1, 2, 0)
    }

    [Test]
    public void An_index_that_needs_it_is_trained_on_the_passages()
    {
        string[] passages = [.. Enumerable.Range(0, 200).Select(i => new string('a', 1 + (i % 20)) + new string('b', 1 + (i % 7)))];
        var index = new IvfFlatIndex(3, 4, VectorMetric.Cosine);
        var found = VectorRetriever.Create(passages, new LetterEmbedder(), index).Retrieve("aab", 3);
        Assert.That(index.Count, Is.EqualTo(200));
        Assert.That(found, Has.Count.EqualTo(3));
    }

    [Test]
    public void What_does_not_fit_is_refused_where_it_begins()
    {
        Assert.That(
            () => new VectorRetriever(new FlatIndex(4), new LetterEmbedder(), _ => ""),
            Throws.TypeOf<VectorDimensionException>().With.Message.Contains("vectors of 3").And.Message.Contains("have 4"));
        Assert.That(
            () => VectorRetriever.Create(["a", "b NaN"], new LetterEmbedder()),
            Throws.TypeOf<RetrievalException>().With.Message.Contains("NaN at component 0"));
        Assert.That(
            () => VectorRetriever.Create(["a", "aaaaaaaaa"], new LetterEmbedder(maximumTokens: 5)),
            Throws.TypeOf<RetrievalException>().With.Message.Contains("passage 1 has 11 tokens").And.Message.Contains("takes 5"));
        var cutting = new VectorRetrieverOptions { AllowTruncation = true };
        Assert.That(VectorRetriever.Create(["aaaaaaaaa"], new LetterEmbedder(5), null, cutting).Index.Count, Is.EqualTo(1));
        Assert.That(
            () => new VectorRetriever(new FlatIndex(3), new LetterEmbedder(), _ => "", new VectorRetrieverOptions { BatchSize = 0 }),
            Throws.TypeOf<OptionsException>());
    }

    [TestCase("", "empty")]
    [TestCase(" \t", "empty")]
    [TestCase("xyz", "vector of zeros")]
    [TestCase("NaN", "NaN")]
    [TestCase("aaaaaaaaaaaaaaaaaaaa", "22 tokens")]
    public void Queries_that_say_nothing_are_refused(string query, string why)
    {
        var retriever = VectorRetriever.Create(["a", "b"], new LetterEmbedder(maximumTokens: 12));
        Assert.That(() => retriever.Retrieve(["a", query], 1), Throws.TypeOf<RetrievalException>().With.Message.Contains(why));
    }

    [Test]
    public void Cancelled_it_stops() => Assert.That(
        () => VectorRetriever.Create(["a"], new LetterEmbedder()).Retrieve(["a"], 1, new CancellationToken(canceled: true)),
        Throws.InstanceOf<OperationCanceledException>());
}
