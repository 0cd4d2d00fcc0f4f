namespace Pipelines.Encoders.Tests;

/// <summary>The loss in plain double-precision code, from its definition.</summary>
internal static class ContrastiveTwin
{
    /// <summary>The sum of the rows' losses.</summary>
    /// <param name="anchors">The anchors' vectors.</param>
    /// <param name="candidates">The positives' vectors in the order of the anchors, then those of negatives.</param>
    /// <param name="scale">One over the temperature.</param>
    /// <param name="symmetric">Whether positives look for their anchors, too.</param>
    /// <param name="related">Whether a candidate is no negative of an anchor.</param>
    public static double Loss(
        double[][] anchors, double[][] candidates, double scale, bool symmetric, Func<int, int, bool> related)
    {
        var sum = 0.0;
        for (var row = 0; row < anchors.Length; row++)
        {
            var others = Enumerable.Range(0, candidates.Length).Where(j => j == row || !related(row, j));
            var forward = -Math.Log(
                Math.Exp(scale * Dot(anchors[row], candidates[row])) / others.Sum(j => Math.Exp(scale * Dot(anchors[row], candidates[j]))));
            var asking = Enumerable.Range(0, anchors.Length).Where(i => i == row || !related(i, row));
            var backward = -Math.Log(
                Math.Exp(scale * Dot(anchors[row], candidates[row])) / asking.Sum(i => Math.Exp(scale * Dot(anchors[i], candidates[row]))));
            sum += symmetric ? (forward + backward) / 2 : forward;
        }

        return sum;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
