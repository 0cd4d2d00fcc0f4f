using Pipelines;
using Pipelines.Tokenizers;
using Summarization.Articles;

namespace Summarization;

/// <summary>Articles as prompts that end in the separator, and summaries as completions.</summary>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Held">Rows to measure on.</param>
/// <param name="Questions">Prompts of held-out articles, with their summaries.</param>
/// <param name="Shortened">How many articles were cut.</param>
internal sealed record SummaryRows(IDataView Train, IDataView Held, IReadOnlyList<(string Prompt, string Summary)> Questions, int Shortened)
{
    private const int MostQuestions = 60;

    // Virtual tokens take room, too; all methods read the same.
    private const int ReservedTokens = Method.MostTokens + 2;

    /// <summary>Makes the rows. Articles are cut at their ends so that a summary fits behind them.</summary>
    /// <param name="context">Makes views.</param>
    /// <param name="train">Articles to learn from.</param>
    /// <param name="held">Articles to measure on.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="separator">What stands between an article and its summary.</param>
    /// <param name="blockSize">The model's context.</param>
    /// <param name="longestSummary">Tokens to keep free for a summary.</param>
    public static SummaryRows Create(
        PipelineContext context, IReadOnlyList<Article> train, IReadOnlyList<Article> held, Tokenizer tokenizer, string separator,
        int blockSize,
        int longestSummary)
    {
        var room = blockSize - longestSummary - ReservedTokens;
        if (room < longestSummary)
            throw new PipelineException(
                $"The model reads {blockSize} tokens, too few for an article and a summary. Give another one with --model.");
        var shortened = 0;
        var (rows, heldRows) = (train.Select(Row).ToArray(), held.Select(Row).ToArray());
        return new SummaryRows(
            context.Data.LoadFromEnumerable(rows), context.Data.LoadFromEnumerable(heldRows),
            [.. heldRows.Take(MostQuestions).Select(r => (r.Prompt, r.Completion))], shortened);

        PromptRow Row(Article article)
        {
            var prompt = article.Text + separator;
            if (tokenizer.CountTokens(prompt) <= room)
                return new PromptRow(prompt, article.Summary);
            shortened++;
            // A shorter text may have more tokens than its part of the longer one.
            var ids = tokenizer.Encode(article.Text);
            for (var kept = room - tokenizer.CountTokens(separator); ; kept--)
            {
                prompt = tokenizer.Decode(ids.AsSpan(0, kept)).TrimEnd('\uFFFD', ' ') + separator;
                if (tokenizer.CountTokens(prompt) <= room)
                    return new PromptRow(prompt, article.Summary);
            }
        }
    }

    private sealed record PromptRow(string Prompt, string Completion);
}
