using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Chooses the most likely option, of equals the first.</summary>
internal sealed class OptionScorer(TaskPlan plan, ILikelihoodModel model) : IQuestionScorer
{
    public IReadOnlyList<TaskRow> Score(IReadOnlyList<int> questions, CancellationToken cancellationToken)
    {
        var isLetter = plan.Task.Scoring == TaskScoring.OptionLetter;
        var requests = questions.Select(i => new ContinuationRequest(
            plan.Prompts[i],
            [.. plan.Questions[i].Options.Select((option, o) => " " + (isLetter ? TaskExample.LetterOf(o) : option))],
            plan.Beginnings[i].Length)).ToList();
        var scores = model.Score(requests, cancellationToken);
        var rows = new TaskRow[questions.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var question = plan.Questions[questions[i]];
            var values = scores[i].Select((score, o) => Scale(score, question.Options[o], isLetter)).ToArray();
            var best = 0;
            for (var o = 1; o < values.Length; o++)
                best = values[o] > values[best] ? o : best;
            if (values.Any(double.IsNaN))
                throw new PipelineException($"An option of question '{question.Id}' has no likelihood: NaN.");
            var right = question.CorrectOption!.Value;
            rows[i] = plan.Row(questions[i], best == right ? 1 : 0) with
            {
                Answer = TaskExample.LetterOf(best),
                Expected = [TaskExample.LetterOf(right)],
                Values = values,
                IsPromptCut = scores[i].Any(score => score.IsContextCut),
            };
        }

        return rows;
    }

    private double Scale(SequenceLikelihood score, string option, bool isLetter)
    {
        var length = isLetter ? 1 : plan.Task.Length switch
        {
            LikelihoodLength.Tokens => score.TokenCount,
            LikelihoodLength.Characters => Math.Max(1, option.Length),
            LikelihoodLength.Bytes => Math.Max(1, Encoding.UTF8.GetByteCount(option)),
            _ => 1,
        };
        return score.LogLikelihood / length;
    }
}
