using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// Scores the options of questions. Rows are padded to lengths of a grid and computed with others of the same length only, so that a score
/// is the same bit by bit in any batch.
/// </summary>
internal static class ChoiceScorer
{
    /// <summary>
    /// Fewer rows than this a backend may compute in other ways, whose last bits differ; the shortest row has as many tokens.
    /// </summary>
    private const int LeastRows = 24;

    /// <summary>Lengths are multiples of this.</summary>
    private const int Grid = 8;

    /// <summary>The scores of each question's options.</summary>
    public static float[][] Score(MultipleChoiceModel model, IReadOnlyList<ChoiceQuestion> questions, int batchSize)
    {
        var places = new List<Place>();
        var scores = new float[questions.Count][];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = new float[questions[i].Options.Count];
            for (var option = 0; option < scores[i].Length; option++)
                places.Add(new(i, option, Padded(questions[i].Options[option].Length, model.Encoder.BlockSize)));
        }

        // The most memory first.
        places.Sort((a, b) => b.Length != a.Length ? b.Length.CompareTo(a.Length)
            : (a.Question, a.Option).CompareTo((b.Question, b.Option)));
        using var paused = GradientTape.Pause();
        for (var (start, end) = (0, 0); start < places.Count; start = end)
        {
            while (end < places.Count && end - start < batchSize && places[end].Length == places[start].Length)
                end++;
            Score(model, questions, places[start..end], scores);
        }

        return scores;
    }

    private static void Score(MultipleChoiceModel model, IReadOnlyList<ChoiceQuestion> questions, List<Place> places, float[][] scores)
    {
        using var scope = new TensorScope();
        var one = new ChoiceQuestion[places.Count];
        for (var i = 0; i < one.Length; i++)
        {
            var question = questions[places[i].Question];
            one[i] = new ChoiceQuestion(
                [question.Options[places[i].Option]],
                TokenTypes: question.TokenTypes is null ? null : [question.TokenTypes[places[i].Option]]);
        }

        var batch = ChoiceBatch.Collate(one, model.Encoder.PadTokenId, places[0].Length);
        var result = model.ScoreRows(batch.Rows, LeastRows).AsSpan<float>();
        for (var i = 0; i < places.Count; i++)
            scores[places[i].Question][places[i].Option] = result[i];
    }

    private static int Padded(int length, int most) =>
        Math.Max(length, Math.Min(most, Math.Max(LeastRows, (length + Grid - 1) / Grid * Grid)));

    private readonly record struct Place(int Question, int Option, int Length);
}
