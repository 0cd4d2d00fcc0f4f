namespace Pipelines.Retrieval.Tests;

/// <summary>The code of docs/vector-indexes.md, compiled.</summary>
internal static class VectorIndexesPageExamples
{
    public static (VectorHit[] Hits, VectorHit[][] Many, VectorIndex Same) Search(
        long[] ids, float[] vectors, float[] query, float[] queries)
    {
        var index = new FlatIndex(dimension: 384, VectorMetric.Cosine);
        index.Add(ids, vectors);                                     // row by row in one array
        VectorHit[] hits = index.Search(query, k: 10);               // (Id, Score), nearest first
        VectorHit[][] many = index.SearchBatch(queries, k: 10);      // all cores
        index.Save("passages.index");
        VectorIndex same = VectorIndex.Load("passages.index");

        return (hits, many, same);
    }

    public static RecallReport Measure(VectorIndex index, long[] ids, float[] vectors, float[] queries)
    {
        var exact = new FlatIndex(384);
        exact.Add(ids, vectors);
        RecallReport report = RecallReport.Measure(index, exact, queries, k: 10);
        Console.WriteLine(report);                                   // recall@10, of the nearest one, and of the query served worst

        return report;
    }
}
