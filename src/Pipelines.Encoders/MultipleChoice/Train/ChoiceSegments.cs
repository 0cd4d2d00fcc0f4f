using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// A question as one row of a batch of the training loop: options one behind the other, told apart by segments that hold the token's type
/// too, the right one labelled at its first token.
/// </summary>
internal static class ChoiceSegments
{
    /// <summary>The label of the first token of a right option.</summary>
    public const int Right = 1;

    public static int Of(int option, int type) => 2 * option + type + 1;

    /// <summary>The questions of a batch.</summary>
    public static ChoiceQuestion[] Split(TokenBatch batch)
    {
        if (!batch.HasSegments)
            throw new PipelineException("A multiple-choice model needs segments that tell options apart; train it with its own trainer.");
        var questions = new ChoiceQuestion[batch.RowCount];
        for (var row = 0; row < questions.Length; row++)
        {
            var segments = batch.Segments.Slice(row * batch.Length, batch.Length);
            var ids = batch.InputIds.Slice(row * batch.Length, batch.Length);
            var labels = batch.Labels.Slice(row * batch.Length, batch.Length);
            var (options, types, label) = (new List<int[]>(), new List<int[]>(), TokenLabels.IgnoreIndex);
            for (var start = 0; start < segments.Length && segments[start] != 0;)
            {
                var option = (segments[start] - 1) / 2;
                var end = start;
                while (end < segments.Length && segments[end] != 0 && (segments[end] - 1) / 2 == option)
                    end++;
                if (labels[start] == Right)
                    label = options.Count;
                options.Add(ids[start..end].ToArray());
                types.Add(Types(segments[start..end]));
                start = end;
            }

            questions[row] = new ChoiceQuestion(options, label, types);
        }

        return questions;
    }

    private static int[] Types(ReadOnlySpan<int> segments)
    {
        var types = new int[segments.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = (segments[i] - 1) % 2;
        return types;
    }
}
