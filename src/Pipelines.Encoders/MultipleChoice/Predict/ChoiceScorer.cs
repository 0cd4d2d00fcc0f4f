namespace Pipelines.Encoders;

/// <summary>Scores the options of questions, each alone: a score is the same bit by bit in any batch.</summary>
internal static class ChoiceScorer
{
    /// <summary>The scores of each question's options.</summary>
    public static float[][] Score(MultipleChoiceModel model, IReadOnlyList<ChoiceQuestion> questions, int batchSize)
    {
        var (rows, types) = (new List<int[]>(), new List<int[]?>());
        foreach (var question in questions)
        {
            for (var option = 0; option < question.Options.Count; option++)
            {
                rows.Add(question.Options[option]);
                types.Add(question.TokenTypes?[option]);
            }
        }

        var each = RowScorer.Score(model.Encoder, rows, types, batchSize, model.ScoreRows);
        var (scores, first) = (new float[questions.Count][], 0);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = new float[questions[i].Options.Count];
            for (var option = 0; option < scores[i].Length; option++)
                scores[i][option] = each[first++][0];
        }

        return scores;
    }
}
