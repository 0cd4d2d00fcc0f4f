namespace Pipelines.Evaluation;

/// <summary>How likely texts are. A row's values are its tokens, words, characters and bytes.</summary>
internal sealed class LikelihoodScorer(TaskPlan plan, ILikelihoodModel model) : IQuestionScorer
{
    public IReadOnlyList<TaskRow> Score(IReadOnlyList<int> questions, CancellationToken cancellationToken)
    {
        var rows = new TaskRow[questions.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var text = plan.Prompts[questions[i]];
            var score = model.ScoreText(text, Math.Max(1, model.ContextLength / 2), cancellationToken);
            var counts = TextLikelihood.Of(text, score.LogLikelihood, score.TokenCount);
            rows[i] = plan.Row(questions[i], score.LogLikelihood) with
            {
                Question = text.Length > 80 ? text[..80] + "…" : text,
                Values = [counts.Tokens, counts.Words, counts.Characters, counts.Bytes],
            };
        }

        return rows;
    }
}
