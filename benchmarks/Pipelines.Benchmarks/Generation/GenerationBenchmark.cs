using System.Diagnostics;
using System.Globalization;
using Pipelines.Benchmarks.Training;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Generation;

/// <summary>
/// Speed of greedy generation. Reading the prompt and adding tokens are told apart by generating twice: one token, and all of them.
/// </summary>
internal static class GenerationBenchmark
{
    public static void Run(int[] batches, int promptLength, int newTokens, int rounds, int threads, TextWriter output)
    {
        using var backend = threads == 0 ? new CpuBackend() : new CpuBackend(threads);
        using var model = new GptModel(backend, GptConfig.Gpt2, new RandomGenerator(1));
        output.WriteLine($"{backend.Name}, {backend.ThreadCount} threads; GPT-2 124M, prompts of {promptLength}, {newTokens} new tokens");
        output.WriteLine("| batch | prompt tokens/s | new tokens/s | bytes allocated per new token |");
        output.WriteLine("|---|---|---|---|");
        foreach (var batch in batches)
        {
            var random = new RandomGenerator(2);
            var prompts = new PromptTokens[batch];
            for (var i = 0; i < batch; i++)
            {
                var ids = new int[promptLength];
                for (var j = 0; j < ids.Length; j++)
                    ids[j] = random.NextInt32(model.VocabularySize);
                prompts[i] = ids;
            }

            Measure(model, prompts, 2);
            var reading = new double[rounds];
            var adding = new double[rounds];
            var bytes = new double[rounds];
            for (var round = 0; round < rounds; round++)
            {
                var first = Measure(model, prompts, 1);
                var all = Measure(model, prompts, newTokens);
                reading[round] = batch * promptLength / first.Seconds;
                adding[round] = batch * (newTokens - 1) / (all.Seconds - first.Seconds);
                bytes[round] = (all.Bytes - first.Bytes) / (double)(batch * (newTokens - 1));
            }

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {batch} | {Measurement.Median(reading):N0} | {Measurement.Median(adding):N1} | {Measurement.Median(bytes):N0} |"));
        }
    }

    private static (double Seconds, long Bytes) Measure(GptModel model, PromptTokens[] prompts, int newTokens)
    {
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        new TokenGenerator(model).Generate(prompts, new GenerationOptions { Sample = false, MaximumNewTokens = newTokens, EndIds = [] });
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (seconds, GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }
}
