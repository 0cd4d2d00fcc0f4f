using Pipelines.Testing;

namespace Pipelines.Retrieval.Tests;

/// <summary>What every stage promises.</summary>
public class TfIdfConformanceTests : StageConformanceTests<TfIdfEstimator, EmbedTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Text];

    protected override IReadOnlyList<Func<TfIdfEstimator>> InvalidStages =>
    [
        () => Context.Transforms.TfIdf(o => o.Dimension = 0),
        () => Context.Transforms.TfIdf(o => (o.MinimumLength, o.MaximumLength) = (3, 2)),
        () => Context.Transforms.TfIdf(o => o.InputColumn = ""),
        () => Context.Transforms.TfIdf(o => o.Features = (TextFeatures)7),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddRetrieval());

    protected override TfIdfEstimator CreateStage() => Context.Transforms.TfIdf(o => o.Dimension = 32);

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Text, RetrieveConformanceTests.Passages);
}

internal sealed class HashingTfIdfTests
{
    private static readonly string[] Passages = RetrieveConformanceTests.Passages;

    [Test]
    public void Passages_are_found_by_their_words()
    {
        var embedder = HashingTfIdfEmbedder.Fit(Passages, new HashingTfIdfOptions { Dimension = 512, MaximumLength = 2 });
        var retriever = VectorRetriever.Create(Passages, embedder);
        Assert.That(retriever.Retrieve("which star shines", 1)[0].Text, Is.EqualTo("A star shines."));
        Assert.That(() => retriever.Retrieve("a !", 1), Throws.TypeOf<RetrievalException>().With.Message.Contains("vector of zeros"));
    }

    [Test]
    public void Rare_words_weigh_more_and_vectors_have_length_1()
    {
        var embedder = HashingTfIdfEmbedder.Fit(["sun moon", "sun star", "sun", "sun"], new HashingTfIdfOptions { SignedHashing = false });
        var vector = embedder.Embed("sun moon");
        Assert.That(vector.Max() / vector.Where(x => x > 0).Min(), Is.EqualTo(Math.Log(5 / 2.0) + 1).Within(1e-5));
        Assert.That(vector.Sum(x => x * x), Is.EqualTo(1).Within(1e-6));
        Assert.That(embedder.Embed(""), Is.All.Zero);
    }

    [Test]
    public void Fitting_and_embedding_do_not_depend_on_threads()
    {
        string[] texts = [.. Enumerable.Range(0, 3000).Select(i => $"word{i % 97} and number {i % 31} of {i % 7}")];
        var embedder = HashingTfIdfEmbedder.Fit(texts);
        var vectors = embedder.Embed(texts);
        Assert.That(embedder.DocumentCount, Is.EqualTo(3000));
        for (var i = 0; i < texts.Length; i += 499)
            Assert.That(vectors[i].ToArray(), Is.EqualTo(embedder.Embed(texts[i])));
        Assert.That(vectors.TokenCounts![0], Is.EqualTo(4)); // a single digit is no word
        Assert.That(embedder.Embed(texts, 1).Vectors, Is.EqualTo(vectors.Vectors));
    }

    [Test]
    public void A_saved_embedder_is_the_same_and_every_flipped_byte_is_seen()
    {
        var options = new HashingTfIdfOptions { Dimension = 64, Features = TextFeatures.CharactersInWords };
        var embedder = HashingTfIdfEmbedder.Fit(Passages, options);
        using var folder = new TemporaryFolder();
        var path = folder.File("tf-idf");
        embedder.Save(path);
        Assert.That(HashingTfIdfEmbedder.Load(path).Embed(Passages).Vectors, Is.EqualTo(embedder.Embed(Passages).Vectors));
        var bytes = File.ReadAllBytes(path);
        for (var i = 0; i < bytes.Length; i++)
        {
            var broken = (byte[])bytes.Clone();
            broken[i] ^= 16;
            Assert.That(() => HashingTfIdfEmbedder.Load(new MemoryStream(broken)), Throws.TypeOf<IndexFormatException>(), $"byte {i}");
            Assert.That(
                () => HashingTfIdfEmbedder.Load(new MemoryStream(bytes[..i])), Throws.TypeOf<IndexFormatException>(), $"{i} bytes");
        }

        Assert.That(() => HashingTfIdfEmbedder.Load(folder.File("nothing")), Throws.TypeOf<IndexFormatException>());
    }

    [Test]
    public void Nothing_to_fit_on_is_an_error_and_without_fitting_all_weighs_1()
    {
        Assert.That(() => HashingTfIdfEmbedder.Fit([]), Throws.TypeOf<RetrievalException>());
        var plain = new HashingTfIdfEmbedder();
        Assert.That(plain.InverseDocumentFrequencies, Is.All.EqualTo(1));
        Assert.That(
            () => HashingTfIdfEmbedder.Fit(["a"], null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }
}
