using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Pipelines.Encoders;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval.Tests;

internal sealed class EmbeddingGeneratorTests
{
    [Test]
    public async Task An_embedder_is_a_generator()
    {
        using var generator = new LetterEmbedder(maximumTokens: 6).AsEmbeddingGenerator("letters");
        var result = await generator.GenerateAsync(["ab", "cccccccc"]);
        Assert.That(result.Select(embedding => embedding.Vector.ToArray()), Is.EqualTo(new float[][] { [1, 1, 0], [0, 0, 8] }));
        Assert.That(result[0].ModelId, Is.EqualTo("letters"));
        Assert.That(result.Usage!.InputTokenCount, Is.EqualTo(4 + 6), "what was cut off was not read");
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>();
        Assert.That(metadata, Has.Property("DefaultModelDimensions").EqualTo(3).And.Property("DefaultModelId").EqualTo("letters"));
        Assert.That(generator.GetService<ITextEmbedder>(), Is.InstanceOf<LetterEmbedder>());
        Assert.That(generator.GetService(typeof(ITextEmbedder), "key"), Is.Null);
        Assert.That(await generator.GenerateVectorAsync("b"), Has.Property("Length").EqualTo(3));
    }

    [Test]
    public async Task What_an_embedder_does_not_do_is_refused()
    {
        using var generator = new LetterEmbedder().AsEmbeddingGenerator();
        Assert.That((await generator.GenerateAsync(["a"])).Usage, Is.Null);
        Assert.That(
            async () => await generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 4 }),
            Throws.TypeOf<PipelineException>().With.Message.Contains("vectors of 3"));
        Assert.That(
            async () => await generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { ModelId = "other" }),
            Throws.TypeOf<PipelineException>().With.Message.Contains("'other'"));
        Assert.That(async () => await generator.GenerateAsync(["NaN"]), Throws.TypeOf<PipelineException>().With.Message.Contains("NaN"));
        Assert.That(
            async () => await generator.GenerateAsync(["a"], null, new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_generator_is_an_embedder()
    {
        using var generator = new Lengths();
        var embedder = generator.AsTextEmbedder(o => (o.Dimension, o.MaximumTokens, o.CountTokens) = (2, 3, text => text.Length));
        var result = embedder.Embed(["a", "bbbb", "cc"], batchSize: 2);
        Assert.That(result.Vectors, Is.EqualTo(new float[] { 1, 1, 4, 1, 2, 1 }));
        Assert.That(generator.Requests, Is.EqualTo(new[] { 2, 1 }));
        Assert.That(result.TokenCounts, Is.EqualTo(new[] { 1, 4, 2 }));
        Assert.That(result.TruncatedCount, Is.EqualTo(1));
        var retriever = VectorRetriever.Create(["aaa", "b"], generator.AsTextEmbedder(o => o.Dimension = 2));
        Assert.That(retriever.Retrieve("x", 1)[0].Text, Is.EqualTo("b"));
    }

    [Test]
    public void A_generator_that_breaks_its_word_is_named()
    {
        using var generator = new Lengths();
        Assert.That(() => generator.AsTextEmbedder(), Throws.TypeOf<PipelineException>().With.Message.Contains("o.Dimension"));
        Assert.That(
            () => generator.AsTextEmbedder(o => o.Dimension = 3).Embed(["a"]),
            Throws.TypeOf<PipelineException>().With.Message.Contains("vector of 2 numbers"));
        var embedder = generator.AsTextEmbedder(o => o.Dimension = 2);
        Assert.That(() => embedder.Embed(["lost"]), Throws.TypeOf<PipelineException>().With.Message.Contains("gave 0 vectors"));
        Assert.That(
            () => embedder.Embed(["fail"]),
            Throws.TypeOf<PipelineException>().With.Message.Contains("failed: no network")
                .And.InnerException.TypeOf<HttpRequestException>());
        Assert.That(() => embedder.Embed(["a"], 32, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void There_and_back_it_is_the_same()
    {
        var embedder = new LetterEmbedder();
        using var generator = embedder.AsEmbeddingGenerator();
        Assert.That(generator.AsTextEmbedder(), Is.SameAs(embedder));
    }

    [Test]
    public void Disposal_follows_ownership()
    {
        var generator = new Lengths();
        (generator.AsTextEmbedder(o => o.Dimension = 2) as IDisposable)!.Dispose();
        Assert.That(generator.IsDisposed, Is.False);
        (generator.AsTextEmbedder(o => o.Dimension = 2, ownsGenerator: true) as IDisposable)!.Dispose();
        Assert.That(generator.IsDisposed);
    }

    [Test]
    public async Task Registered_embedders_resolve_as_generators()
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddRetrieval().AddTextEmbedder("", _ => new LetterEmbedder())
            .AddTextEmbedder("hashed", _ => new HashingTfIdfEmbedder(new HashingTfIdfOptions { Dimension = 16 }));
        await using var provider = services.BuildServiceProvider();
        var generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Assert.That((await generator.GenerateAsync(["c"]))[0].Vector.ToArray(), Is.EqualTo(new float[] { 0, 0, 1 }));
        var hashed = provider.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("hashed");
        Assert.That(hashed.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions, Is.EqualTo(16));
        Assert.That(provider.GetKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("none"), Is.Null);
    }

    [Test]
    public async Task An_encoders_folder_resolves_as_a_generator()
    {
        using var folder = new TemporaryFolder();
        using (var context = PipelineContext.Create(p => p.AddEncoders()))
        {
            var backend = context.Services.GetRequiredService<ITensorBackend>();
            var config = new BertConfig
            {
                VocabularySize = 5,
                HiddenSize = 8,
                LayerCount = 1,
                HeadCount = 2,
                IntermediateSize = 8,
                PositionCount = 12,
            };
            var bert = new BertModel(backend, config, new RandomGenerator(1), hasPooler: false);
            var tokenizer = CharacterTokenizer.Create("abc ".EnumerateRunes());
            using var embedder = new Embedder(bert, tokenizer, new EmbedderConfig { MaximumLength = 12 });
            embedder.Save(folder.Path);
        }

        var services = new ServiceCollection();
        services.AddPipelines().AddEncoders().AddRetrieval().AddEmbedder(o => o.ModelPath = folder.Path, "mini")
            .AddEmbedder(o => o.ModelPath = folder.Path);
        await using var provider = services.BuildServiceProvider();
        var expected = provider.GetRequiredKeyedService<Embedder>("mini").Embed("ab c");
        var named = provider.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("mini");
        var result = await named.GenerateAsync(["ab c"]);
        Assert.That(result[0].Vector.ToArray(), Is.EqualTo(expected));
        Assert.That(result.Usage!.InputTokenCount, Is.EqualTo(4));
        Assert.That(named.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId, Is.EqualTo("mini"));
        var unnamed = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Assert.That((await unnamed.GenerateAsync(["ab c"]))[0].Vector.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void An_applications_own_generator_goes_before()
    {
        using var own = new Lengths();
        var services = new ServiceCollection();
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(own);
        services.AddPipelines().AddRetrieval().AddTextEmbedder("", _ => own.AsTextEmbedder(o => o.Dimension = 2));
        using var provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(), Is.SameAs(own));
        Assert.That(provider.GetRequiredService<ITextEmbedder>().Embed("aaa"), Is.EqualTo(new float[] { 3, 1 }));
    }

    /// <summary>A text's length and 1.</summary>
    private sealed class Lengths : IEmbeddingGenerator<string, Embedding<float>>
    {
        public List<int> Requests { get; } = [];

        public bool IsDisposed { get; private set; }

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            string[] texts = [.. values];
            Requests.Add(texts.Length);
            if (texts.Contains("fail"))
                throw new HttpRequestException("no network");
            return new GeneratedEmbeddings<Embedding<float>>(
                texts.Where(text => text != "lost").Select(text => new Embedding<float>(new float[] { text.Length, 1 })));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() => IsDisposed = true;
    }
}
