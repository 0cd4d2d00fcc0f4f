using Pipelines;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Summarization;

/// <summary>Lets a model summarize held-out articles, and scores what it wrote.</summary>
internal sealed class Summarizer(
    PipelineContext context, SummaryRows rows, RougeWordRule words, int longestSummary, int seed, SampleConsole console,
    CancellationToken cancellationToken)
{
    private const int AskedAtOnce = 20;
    private const float TopP = 0.9f;

    /// <summary>Writes and scores summaries.</summary>
    /// <param name="model">The model as it is now.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="temperature">0 takes the most likely token each time; otherwise tokens are drawn with top-p sampling.</param>
    public SummaryScores Summarize(GptModel model, Tokenizer tokenizer, double temperature = 0)
    {
        var options = temperature == 0
            ? new GenerationOptions { MaximumNewTokens = longestSummary, Temperature = 0 }
            : new GenerationOptions { MaximumNewTokens = longestSummary, Temperature = (float)temperature, TopP = TopP, Seed = seed };
        var generator = new TextGenerator(model, tokenizer);
        var texts = console.InParts(
            "Summarize", [.. rows.Questions.Select(q => q.Prompt)], AskedAtOnce,
            (part, first) => generator.GenerateBatch(part, options, (ulong)first, cancellationToken), cancellationToken);
        var view = context.Data.LoadFromEnumerable(rows.Questions.Zip(texts, (q, text) => new ScoredRow(q.Summary, text.Trim())).ToArray());
        var rouge = context.Evaluation.Rouge(view, nameof(ScoredRow.Summary), nameof(ScoredRow.Written), o =>
        {
            o.Stem = true;
            o.Words = words;
        }, cancellationToken);
        return new SummaryScores(
            rouge.Rouge1.FMeasure.Value, rouge.Rouge2.FMeasure.Value, rouge.RougeL.FMeasure.Value, rouge.RougeL.FMeasure.Lower,
            rouge.RougeL.FMeasure.Upper, rouge.RowCount, rouge.Signature, [.. texts.Select(t => t.Trim())]);
    }

    private sealed record ScoredRow(string Summary, string Written);
}
