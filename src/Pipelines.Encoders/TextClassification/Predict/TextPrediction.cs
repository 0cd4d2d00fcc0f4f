namespace Pipelines.Encoders;

/// <summary>What a model says of a text: a score and a probability for each label and the best one's name, or a number.</summary>
internal sealed record TextPrediction(float[] Scores, float[] Probabilities, string Label)
{
    public static TextPrediction Of(float[] scores, TextClassificationModel model, long row)
    {
        foreach (var score in scores)
        {
            if (!float.IsFinite(score))
            {
                throw new PipelineException(
                    $"Row {row}: the model gives the score {score}. Its weights are broken: train it again with a lower LearningRate, " +
                    "or load others.");
            }
        }

        return model.Problem == TextProblem.Regression
            ? new TextPrediction(scores, [], "")
            : new TextPrediction(scores, OptionRanking.Probabilities(scores), model.Labels[OptionRanking.Of(scores)[0]]);
    }
}
