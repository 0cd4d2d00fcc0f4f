using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval.Tests;

/// <summary>What <c>docs/retrieval.md</c> shows, compiled.</summary>
internal static class RetrievalPageExamples
{
    public static IEstimator<ITransformer> Chunking(PipelineContext context, (Tokenizer Tokenizer, int _) embedder)
    {
        var passages = context.Transforms.CleanText(o => o.RemoveMarkup = true)
            .Append(context.Transforms.Chunk(embedder.Tokenizer, o =>
            {
                (o.Unit, o.Size, o.Overlap) = (ChunkUnit.Sentences, 6, 1);
                o.MaximumTokens = 256;                                     // what the embedder takes before it cuts
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

    public static (ITextRetriever, int) Joining(ITextRetriever words, ITextRetriever vectors)
    {
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
