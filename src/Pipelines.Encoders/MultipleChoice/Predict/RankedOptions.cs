namespace Pipelines.Encoders;

/// <summary>What a model says of a question.</summary>
internal sealed record RankedOptions(float[] Scores, float[] Probabilities, int[] Order, string Label, string Ranking)
{
    public static RankedOptions Of(float[] scores, int rankedCount, long row)
    {
        foreach (var score in scores)
        {
            if (!float.IsFinite(score))
                throw new PipelineException(
                    $"Row {row}: the model gives an option the score {score}. Its weights are broken: " +
                    "train it again with a lower LearningRate, or load others.");
        }

        var order = OptionRanking.Of(scores);
        return new(
            scores, OptionRanking.Probabilities(scores), order, ChoiceLetters.Of(order[0]), OptionRanking.Letters(order, rankedCount));
    }
}
