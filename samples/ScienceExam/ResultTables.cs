using System.Globalization;
using Pipelines.Encoders;
using Pipelines.Evaluation;
using Pipelines.Samples;

namespace ScienceExam;

/// <summary>What came of the whole: tables and metrics.</summary>
internal static class ResultTables
{
    /// <summary>How well passages are found.</summary>
    public static SampleTable Retrieval(IReadOnlyList<RetrieverQuality> found) => new(
        "Finding the passage that answers", ["retriever", $"recall@{Library.RecallRank}", "MRR"],
        [.. found.Select(r => (string[])[r.Name, Number(r.Recall), Number(r.ReciprocalRank)])]);

    /// <summary>What passages are worth; null where the answers are not known.</summary>
    /// <param name="with">Answers with passages.</param>
    /// <param name="without">Answers without.</param>
    /// <param name="overlap">MAP@3 of words in common.</param>
    /// <param name="source">The questions.</param>
    public static SampleTable? Answering(Answers with, Answers without, double? overlap, Source source)
    {
        if (with.Precision is null)
            return null;
        var options = source.Held[0].Options.Count;
        var chance = Enumerable.Range(1, Math.Min(Answers.Places, options)).Sum(rank => 1.0 / rank) / options;
        return new SampleTable("Answering", ["", $"MAP@{Answers.Places}", "95 %", "accuracy"],
        [
            ["with retrieval", Number(with.Precision.Value), Interval(with.Precision), Number(with.Accuracy!.Value)],
            ["without", Number(without.Precision!.Value), Interval(without.Precision), Number(without.Accuracy!.Value)],
            ["words in common with the passages", Number(overlap!.Value), "", ""],
            ["chance", Number(chance), "", Number(1.0 / options)],
        ]);
    }

    /// <summary>The metrics.</summary>
    public static Dictionary<string, double?> Metrics(
        Source source, Library library, IReadOnlyList<RetrieverQuality>? found, MultipleChoiceTransformer model, Answers with,
        Answers without, double? overlap, TimeSpan elapsed)
    {
        var metrics = new Dictionary<string, double?>
        {
            ["retrieval.recall10"] = found?[^1].Recall,
            ["retrieval.bm25.recall10"] = found?[0].Recall,
            ["retrieval.embedder.recall10"] = found?[1].Recall,
            ["retrieval.mrr"] = found?[^1].ReciprocalRank,
            ["retrieval.bm25.mrr"] = found?[0].ReciprocalRank,
            ["retrieval.embedder.mrr"] = found?[1].ReciprocalRank,
            ["overlap.map3"] = overlap,
            ["passages"] = library.Passages.Count,
            ["trainQuestions"] = source.Train.Count,
            ["heldQuestions"] = source.Held.Count,
            ["embedderSteps"] = library.Training?.Steps,
            ["seconds"] = elapsed.TotalSeconds,
        };
        foreach (var (name, value) in with.Metrics("withRetrieval").Concat(without.Metrics("withoutRetrieval"))
            .Concat(SampleReport.TrainingMetrics(model.Result!, model.Model.CountParameters())))
        {
            metrics[name] = value;
        }

        return metrics;
    }

    private static string Interval(MetricResult precision) => $"{Number(precision.Estimate.Lower)} – {Number(precision.Estimate.Upper)}";

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
