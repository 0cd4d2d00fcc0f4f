namespace Pipelines.Encoders;

/// <summary>The order of options.</summary>
internal static class OptionRanking
{
    /// <summary>The indices of scores, highest first; of equal ones the lowest index first.</summary>
    public static int[] Of(ReadOnlySpan<float> scores)
    {
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++)
        {
            // Insertion keeps equal ones in their order.
            var place = i;
            while (place > 0 && scores[order[place - 1]] < scores[i])
            {
                order[place] = order[place - 1];
                place--;
            }

            order[place] = i;
        }

        return order;
    }

    /// <summary>The letters of the first of an order, with spaces between.</summary>
    public static string Letters(ReadOnlySpan<int> order, int count)
    {
        var letters = new string[Math.Min(count, order.Length)];
        for (var i = 0; i < letters.Length; i++)
            letters[i] = ChoiceLetters.Of(order[i]);
        return string.Join(' ', letters);
    }

    /// <summary>Softmax.</summary>
    public static float[] Probabilities(ReadOnlySpan<float> scores)
    {
        var (highest, sum) = (float.NegativeInfinity, 0.0);
        foreach (var score in scores)
            highest = Math.Max(highest, score);
        var result = new float[scores.Length];
        foreach (var score in scores)
            sum += Math.Exp(score - highest);
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)(Math.Exp(scores[i] - highest) / sum);
        return result;
    }
}
