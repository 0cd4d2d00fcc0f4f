using System.Diagnostics;
using System.Text.Json;
using Pipelines.Evaluation;

namespace Pipelines.Benchmarks.Scoring;

/// <summary>
/// ROUGE-1, -2, -L and -Lsum of made-up summaries beside the same in plain Python: in turn, medians, with the means compared.
/// </summary>
internal static class ScoringBenchmark
{
    private const int Vocabulary = 5000;
    private const int Lines = 4;
    private const int WordsInLine = 15;
    private const double Tolerance = 1e-9;

    public static int Run(int count, int rounds, string python, TextWriter output)
    {
        var pairs = Make(count);
        var file = Path.Combine(Path.GetTempPath(), $"pipelines-rouge-{Environment.ProcessId}.jsonl");
        File.WriteAllLines(file, pairs.Select(p => JsonSerializer.Serialize(new[] { p.Reference, p.Candidate })));
        try
        {
            using var theirs = new PythonScorer(python, file);
            using var context = PipelineContext.Create(p => p.AddEvaluation());
            var view = context.Data.LoadFromEnumerable(pairs);
            var (one, all, other) = (new double[rounds], new double[rounds], new double[rounds]);
            // The first round warms both up.
            for (var round = -1; round < rounds; round++)
            {
                var (seconds, means) = OneThread(pairs);
                var started = Stopwatch.GetTimestamp();
                var result = context.Evaluation.Rouge(view, nameof(Pair.Reference), nameof(Pair.Candidate));
                var ofView = Stopwatch.GetElapsedTime(started).TotalSeconds;
                var (theirSeconds, theirMeans) = theirs.Score();
                Compare(means, theirMeans);
                Compare(
                    [
                        result.Rouge1.FMeasure.Value, result.Rouge2.FMeasure.Value, result.RougeL.FMeasure.Value,
                        result.RougeLsum.FMeasure.Value,
                    ],
                    theirMeans);
                if (round >= 0)
                    (one[round], all[round], other[round]) = (seconds, ofView, theirSeconds);
            }

            output.WriteLine($"{count:N0} pairs of about {Lines * WordsInLine} words; {theirs.Description}; means agree to {Tolerance}");
            output.WriteLine("| | seconds | times as fast as Python |");
            output.WriteLine("|---|---:|---:|");
            output.WriteLine($"| RougeScorer, one thread | {Median(one):F3} | {Ratio(other, one):F1}× |");
            output.WriteLine(
                $"| Evaluation.Rouge, 1000 bootstrap samples, {Environment.ProcessorCount} processors | {Median(all):F3} "
                + $"| {Ratio(other, all):F1}× |");
            output.WriteLine($"| plain Python | {Median(other):F3} | 1× |");
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (double Seconds, double[] Means) OneThread(Pair[] pairs)
    {
        var scorer = new RougeScorer();
        var sums = new double[4];
        var started = Stopwatch.GetTimestamp();
        foreach (var (reference, candidate) in pairs)
        {
            var scores = scorer.Score(reference, candidate);
            sums[0] += scores.Rouge1.FMeasure;
            sums[1] += scores.Rouge2.FMeasure;
            sums[2] += scores.RougeL.FMeasure;
            sums[3] += scores.RougeLsum.FMeasure;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (seconds, [.. sums.Select(s => s / pairs.Length)]);
    }

    // A candidate keeps most words of its reference, in about their order.
    private static Pair[] Make(int count)
    {
        var random = new Random(1);
        string Word() => $"w{(int)(Vocabulary * Math.Pow(random.NextDouble(), 3))}";
        var pairs = new Pair[count];
        for (var i = 0; i < count; i++)
        {
            string[][] lines = [.. Enumerable.Range(0, Lines).Select(_ => Enumerable.Range(0, WordsInLine).Select(_ => Word()).ToArray())];
            var reference = string.Join(".\n", lines.Select(l => string.Join(' ', l)));
            foreach (var line in lines)
            {
                for (var w = 0; w < line.Length; w++)
                    line[w] = random.Next(3) == 0 ? Word() : line[w];
            }

            random.Shuffle(lines);
            pairs[i] = new Pair(reference, string.Join(".\n", lines.Select(l => string.Join(' ', l))));
        }

        return pairs;
    }

    private static void Compare(double[] ours, double[] theirs)
    {
        for (var i = 0; i < ours.Length; i++)
        {
            if (Math.Abs(ours[i] - theirs[i]) > Tolerance)
                throw new InvalidOperationException($"The means differ: {string.Join(", ", ours)} and {string.Join(", ", theirs)}.");
        }
    }

    private static double Ratio(double[] theirs, double[] ours) => Median([.. theirs.Zip(ours, (t, o) => t / o)]);

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed record Pair(string Reference, string Candidate);
}
