using System.Text.Json;
using Pipelines.Evaluation;
using Pipelines.Testing.Goldens;

namespace Pipelines.Retrieval.Tests;

/// <summary>Questions of XQuAD over its own paragraphs.</summary>
[Category("Data")]
internal sealed class XquadTests
{
    [TestCase(Stemmer.None, false)]
    [TestCase(Stemmer.Porter, true)]
    public void Bm25_finds_the_paragraph_of_a_question(Stemmer stemmer, bool stopWords)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(GoldenCase.Data("retrieval_wikipedia/xquad.en.json")));
        var paragraphs = file.RootElement.GetProperty("data").EnumerateArray()
            .SelectMany(a => a.GetProperty("paragraphs").EnumerateArray()).ToList();
        var index = new Bm25Index(new Bm25Options
        {
            Analyzer = { Stemmer = stemmer, StopWords = stopWords ? [.. TextAnalyzerOptions.EnglishStopWords] : [] },
        });
        index.AddRange([.. paragraphs.Select((p, id) => KeyValuePair.Create((long)id, p.GetProperty("context").GetString()!))]);
        var questions = paragraphs.SelectMany((p, id) =>
            p.GetProperty("qas").EnumerateArray().Select(q => (Text: q.GetProperty("question").GetString()!, Id: (long)id))).ToList();
        var rankings = index.SearchBatch([.. questions.Select(q => q.Text)], 10).Select(hits => hits.Select(hit => hit.Id)).ToList();
        IReadOnlySet<long>[] relevant = [.. questions.Select(q => new HashSet<long> { q.Id })];
        var recall = RankingMetrics.MeanRecallAt(rankings, relevant, 10);
        var reciprocal = RankingMetrics.MeanReciprocalRank(rankings, relevant);
        TestContext.Out.WriteLine(
            $"{index.Count} paragraphs, {questions.Count} questions, {stemmer}: recall@10 {recall:F4}, MRR@10 {reciprocal:F4}, "
            + $"postings {index.PostingBytes:N0} bytes");
        Assert.That(recall, Is.GreaterThanOrEqualTo(0.90));
    }
}
