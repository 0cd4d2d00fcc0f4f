using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Preference rows of ids with a pattern to learn, and a tiny model.</summary>
internal static class PreferenceTestBed
{
    public static PreferenceRowSettings PairSettings { get; } = new()
    {
        MaximumLength = 48,
        FirstTokens = PreferenceColumns.ChosenTokens,
        FirstMask = PreferenceColumns.ChosenLossMask,
        SecondTokens = PreferenceColumns.RejectedTokens,
        SecondMask = PreferenceColumns.RejectedLossMask,
    };

    public static ITensorBackend Backend(PipelineContext context) => (ITensorBackend)context.Services.GetService(typeof(ITensorBackend))!;

    public static GptModel Model(PipelineContext context, bool llama = false, float dropout = 0) =>
        new(Backend(context), (llama ? PretrainTestBed.LlamaConfig : PretrainTestBed.Config) with { Dropout = dropout }, new RandomGenerator(3));

    /// <summary>Better answers count up from the prompt, worse ones down.</summary>
    public static TestView Pairs(int count = 24, int seed = 1) => Pairs(count, seed, up: 1);

    /// <summary>Better answers count down, worse ones up.</summary>
    public static TestView Swapped(int count, int seed) => Pairs(count, seed, up: -1);

    private static TestView Pairs(int count, int seed, int up)
    {
        var random = new Random(seed);
        var (better, betterMask, worse, worseMask) = (new int[count][], new int[count][], new int[count][], new int[count][]);
        for (var i = 0; i < count; i++)
        {
            int[] prompt = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(PretrainTestBed.VocabularySize))];
            (better[i], betterMask[i]) = Answer(prompt, up, random.Next(2, 8));
            (worse[i], worseMask[i]) = Answer(prompt, -up, random.Next(2, 8));
        }

        return new TestView()
            .Add(PreferenceColumns.ChosenTokens, better).Add(PreferenceColumns.ChosenLossMask, betterMask)
            .Add(PreferenceColumns.RejectedTokens, worse).Add(PreferenceColumns.RejectedLossMask, worseMask);
    }

    /// <summary>The same as single answers.</summary>
    public static TestView Singles(int count = 24, int seed = 1)
    {
        var random = new Random(seed);
        var (tokens, masks) = (new int[count][], new int[count][]);
        for (var i = 0; i < count; i++)
        {
            int[] prompt = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(PretrainTestBed.VocabularySize))];
            (tokens[i], masks[i]) = Answer(prompt, i % 2 == 0 ? 1 : -1, random.Next(2, 8));
        }

        return new TestView().Add(ColumnNames.Tokens, tokens).Add(ColumnNames.LossMask, masks)
            .Add(PreferenceColumns.Desirable, [.. Enumerable.Range(0, count).Select(i => i % 2 == 0)]);
    }

    public static float[] Weights(Module model) => [.. model.Parameters().SelectMany(p => p.Value.ToArray<float>())];

    private static (int[] Tokens, int[] Mask) Answer(int[] prompt, int step, int length)
    {
        var size = PretrainTestBed.VocabularySize;
        int[] answer = [.. Enumerable.Range(1, length).Select(k => ((prompt[^1] + step * k) % size + size) % size)];
        return ([.. prompt, .. answer], [.. prompt.Select(_ => 0), .. answer.Select(_ => 1)]);
    }
}
