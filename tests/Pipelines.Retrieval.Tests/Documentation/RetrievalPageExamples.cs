using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Pipelines.Encoders;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval.Tests;

/// <summary>What <c>docs/retrieval.md</c> shows, compiled.</summary>
internal static class RetrievalPageExamples
{
    public static IEstimator<ITransformer> Chunking(PipelineContext context, ITextEmbedder embedder)
    {
        var passages = context.Transforms.CleanText(o => o.RemoveMarkup = true)
            .Append(context.Transforms.Chunk(embedder, o =>                // no passage has more tokens than the embedder takes
            {
                (o.Unit, o.Size, o.Overlap) = (ChunkUnit.Sentences, 6, 1);
                o.KeepColumns = ["Title"];                                 // each passage gets its document's
            }));
        return passages;
    }

    public static (IReadOnlyList<SearchHit> Hits, int Batch, Bm25Index Opened) Indexing(string[] questions)
    {
        var index = new Bm25Index(new Bm25Options { K1 = 1.2, B = 0.75, Analyzer = { Stemmer = Stemmer.Porter } });
        index.Add(17, "Photosynthesis turns light into chemical energy.");
        index.Remove(17);
        IReadOnlyList<SearchHit> hits = index.Search("How do plants use light?", topK: 10);
        var batch = index.SearchBatch(questions, topK: 10, refused: (position, error) => Console.WriteLine(error.Message));
        index.Save("science.bm25");
        using var file = File.OpenRead("science.bm25");
        var opened = Bm25Index.Load(file);
        return (hits, batch.Count, opened);
    }

    public static void Registering((IServiceCollection Services, bool _) builder, string[] texts)
    {
        builder.Services.AddPipelines().AddRetrieval()
            .AddRetriever("science", _ => new LexicalRetriever(Bm25Index.Load("science.bm25"), id => texts[(int)id]));
    }

    public static IEstimator<ITransformer> Retrieving(PipelineContext context, Tokenizer tokenizer)
    {
        var pipeline = context.Transforms.RetrievePassages(o => { (o.Index, o.InputColumn, o.TopK) = ("science", "Question", 3); })
            .Append(context.Transforms.BuildContext(tokenizer, o => o.MaximumTokens = 400));
        return pipeline;
    }

    public static void Embedders((IServiceCollection Services, bool _) builder)
    {
        builder.Services.AddPipelines().AddRetrieval()
            .AddTextEmbedder("words", _ => HashingTfIdfEmbedder.Load("words.tf-idf"))
            .AddTextEmbedder("remote", services =>
                services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().AsTextEmbedder());
    }

    public static (IEstimator<ITransformer>, IEstimator<ITransformer>) Embedding(PipelineContext context)
    {
        var vectors = context.Transforms.Embed(o => { o.EmbedderName = "words"; o.OutputColumn = "Vector"; });
        var learned = context.Transforms.TfIdf(o => { o.Dimension = 2048; o.MaximumLength = 2; });   // learns idf from its column
        return (vectors, learned);
    }

    public static void Hashing(string[] passages)
    {
        var words = HashingTfIdfEmbedder.Fit(passages, new HashingTfIdfOptions
        {
            Features = TextFeatures.CharactersInWords,
            MinimumLength = 3,
            MaximumLength = 5,
        });
        words.Save("words.tf-idf");                                        // with a checksum
    }

    public static (object, object) Generators(
        ITextEmbedder embedder, IEmbeddingGenerator<string, Embedding<float>> other, Tokenizer tokenizer)
    {
        IEmbeddingGenerator<string, Embedding<float>> generator = embedder.AsEmbeddingGenerator(modelId: "minilm");
        ITextEmbedder theirs = other.AsTextEmbedder(o =>
        {
            (o.Dimension, o.MaximumTokens) = (1536, 8191);
            o.CountTokens = text => tokenizer.CountTokens(text);
        });
        return (generator, theirs);
    }

    public static (object, object) Reranking(
        PipelineContext context, PretrainedModel<MultipleChoiceModel> model, ITextRetriever hybrid, ITextEmbedder embedder)
    {
        var pipeline = context.Transforms.RetrievePassages(o => { o.Index = "science"; o.TopK = 50; })
            .Append(context.Transforms.RerankPassages(new CrossEncoderReranker(model), o => o.TopK = 3));
        ITextRetriever closer = new RerankingRetriever(hybrid, new DiversityReranker(embedder, relevance: 0.7), depth: 50);
        return (pipeline, closer);
    }

    public static IEstimator<ITransformer> Answering(PipelineContext context, Tokenizer tokenizer, PretrainTransformer gpt)
    {
        var answers = context.Transforms.RetrievePassages(o => { (o.Index, o.InputColumn) = ("science", "Question"); })
            .Append(context.Transforms.BuildContext(tokenizer, o => o.MaximumTokens = 400))
            .Append(context.Transforms.RenderSourcesPrompt("Question"))
            .Append(context.Transforms.Generate(gpt, o => o.MaximumNewTokens = 64))
            .Append(context.Transforms.CiteSources());
        return answers;
    }

    public static (ITextRetriever, int) Joining(string[] passages, ITextEmbedder embedder, ITextRetriever words)
    {
        var index = new HnswIndex(embedder.Dimension, VectorMetric.Cosine);
        ITextRetriever vectors = VectorRetriever.Create(passages, embedder, index, new VectorRetrieverOptions
        {
            QueryPrefix = "query: ",
            PassagePrefix = "passage: ",
        });
        ITextRetriever hybrid = new HybridRetriever([words, vectors], depth: 100);
        IReadOnlyList<SearchHit> joined = ReciprocalRankFusion.Fuse([[3L, 1L, 2L], [1L, 4L]], topK: 10);
        return (hybrid, joined.Count);
    }

    public static double Measuring(
        ReadOnlyMemory<float> left, ReadOnlyMemory<float> right, IReadOnlyList<IEnumerable<long>> rankings,
        IReadOnlyList<IReadOnlySet<long>> relevant)
    {
        double[] distances = PairwiseDistances.Compute(DistanceMetric.Cosine, left, right, dimension: 384);  // as SciPy's cdist, in Float64
        float squared = VectorDistance.SquaredEuclidean(left.Span[..384], right.Span[..384]);                 // Float32, for searches
        double recall = RankingMetrics.MeanRecallAt(rankings, relevant, k: 10);
        double mrr = RankingMetrics.MeanReciprocalRank(rankings, relevant);
        return distances[0] + squared + recall + mrr;
    }
}
