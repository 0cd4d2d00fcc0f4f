using System.Diagnostics;

namespace Pipelines.Benchmarks.Training;

/// <summary>
/// Rounds of several contenders, one after the other in turn, so that what else the machine does meets all of them alike.
/// </summary>
internal static class Measurement
{
    // Threads of a side that has just finished may still spin.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(150);

    /// <summary>Measures.</summary>
    /// <param name="contenders">Who takes part.</param>
    /// <param name="tokensPerStep">Tokens in a step.</param>
    /// <param name="rounds">Rounds for each.</param>
    /// <param name="secondsPerRound">About how long a round is; at least one step.</param>
    /// <param name="warmUpSeconds">How long each side trains before it is measured.</param>
    /// <returns>For each contender its tokens per second in every round.</returns>
    public static double[][] Interleave(
        IReadOnlyList<IContender> contenders, int tokensPerStep, int rounds, double secondsPerRound, double warmUpSeconds)
    {
        var steps = contenders.Select(c => Calibrate(c, secondsPerRound, warmUpSeconds)).ToArray();
        var speeds = contenders.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                Thread.Sleep(Settle);
                speeds[i][round] = steps[i] * (double)tokensPerStep / contenders[i].Run(steps[i]);
            }
        }

        return speeds;
    }

    /// <summary>The middle value; of two middle ones their mean.</summary>
    public static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    // Warms up and finds how many steps fill a round.
    private static int Calibrate(IContender contender, double secondsPerRound, double warmUpSeconds)
    {
        var started = Stopwatch.GetTimestamp();
        var steps = 1;
        while (true)
        {
            var seconds = contender.Run(steps);
            if (Stopwatch.GetElapsedTime(started).TotalSeconds >= warmUpSeconds)
                return Math.Max(1, (int)Math.Round(secondsPerRound * steps / seconds));
            if (seconds < warmUpSeconds / 8)
                steps *= 2;
        }
    }
}
