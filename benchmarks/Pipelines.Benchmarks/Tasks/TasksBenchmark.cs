using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Tasks;

/// <summary>
/// Questions with four options put to a decoder: examples computed once for a subject and options behind one pass, beside every option with
/// its whole prompt. In turn, medians; both must choose alike.
/// </summary>
internal static class TasksBenchmark
{
    private const int VocabularySize = 2048;

    public static int Run(string? data, int questions, int shots, int rounds, TextWriter output)
    {
        var made = data is null ? MadeUp.Write(Path.Combine(Path.GetTempPath(), $"pipelines-mmlu-{Environment.ProcessId}")) : null;
        try
        {
            var folder = data ?? made!;
            var text = Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
            var trainer = new BytePairTrainer(new BytePairTrainerOptions { VocabularySize = VocabularySize });
            var tokenizer = trainer.Train(text.Select(t => t.AsMemory()));
            using var backend = new CpuBackend();
            var config = GptConfig.NanoLlama with
            {
                VocabularySize = tokenizer.VocabularySize,
                BlockSize = 2048,
                LayerCount = 6,
                HeadCount = 6,
                EmbeddingSize = 384,
                FeedForwardSize = 1024,
            };
            using var model = new GptModel(backend, config, new RandomGenerator(1));
            using var shared = new CausalLanguageModel(model, tokenizer, "random");
            var each = new OptionByOption(shared);
            using var context = PipelineContext.Create(p => p.AddEvaluation());
            var task = context.Evaluation.GetTask("mmlu");
            var (ours, others) = (new double[rounds], new double[rounds]);
            var rows = 0;

            // The first round warms both up.
            for (var round = -1; round < rounds; round++)
            {
                var (seconds, result) = Time(context, task, shared, folder, questions, shots);
                var (otherSeconds, other) = Time(context, task, each, folder, questions, shots);
                Compare(result, other);
                rows = result.RowCount;
                if (round >= 0)
                    (ours[round], others[round]) = (seconds, otherSeconds);
            }

            output.WriteLine(
                $"{rows} questions of four options behind {shots} examples, {model.CountParameters():N0} parameters, "
                + $"{Environment.ProcessorCount} processors; the same choices");
            output.WriteLine("| | questions a second | |");
            output.WriteLine("|---|---:|---:|");
            output.WriteLine($"| RunTask | {rows / Median(ours):F1} | {Median([.. others.Zip(ours, (a, b) => a / b)]):F2}× |");
            output.WriteLine($"| option by option | {rows / Median(others):F1} | 1× |");
            return 0;
        }
        finally
        {
            if (made is not null)
                Directory.Delete(made, recursive: true);
        }
    }

    private static (double Seconds, TaskResult Result) Time(
        PipelineContext context, EvaluationTask task, ILikelihoodModel model, string folder, int questions, int shots)
    {
        var started = Stopwatch.GetTimestamp();
        var result = context.Evaluation.RunTask(task, model, o =>
        {
            (o.Data, o.Examples) = (Path.Combine(folder, "test"), Path.Combine(folder, "dev"));
            (o.Shots, o.Limit) = (shots, questions);
        });
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, result);
    }

    private static void Compare(TaskResult ours, TaskResult other)
    {
        for (var i = 0; i < ours.RowCount; i++)
        {
            for (var option = 0; option < ours.Rows[i].Values.Count; option++)
            {
                var (a, b) = (ours.Rows[i].Values[option], other.Rows[i].Values[option]);
                if (Math.Abs(a - b) > 1e-3)
                    throw new InvalidOperationException($"Question {i}, option {option}: {a} and {b}.");
            }
        }
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Questions of the length of MMLU's, in its files.</summary>
    private static class MadeUp
    {
        private static readonly string[] Subjects = ["astronomy", "geography", "marketing"];

        public static string Write(string folder)
        {
            var random = new Random(1);
            foreach (var (split, rows) in new[] { ("dev", 5), ("test", 100) })
            {
                Directory.CreateDirectory(Path.Combine(folder, split));
                foreach (var subject in Subjects)
                    File.WriteAllLines(
                        Path.Combine(folder, split, $"{subject}_{split}.csv"), Enumerable.Range(0, rows).Select(_ => Row(random)));
            }

            return folder;
        }

        private static string Row(Random random) => string.Join(
            ',',
            [
                $"What is {Words(random, 30)}?",
                .. Enumerable.Range(0, 4).Select(_ => Words(random, 6)), ((char)('A' + random.Next(4))).ToString(),
            ]);

        private static string Words(Random random, int most) =>
            string.Join(' ', Enumerable.Range(0, random.Next(most / 3, most)).Select(_ => $"word{random.Next(400)}"));
    }
}
