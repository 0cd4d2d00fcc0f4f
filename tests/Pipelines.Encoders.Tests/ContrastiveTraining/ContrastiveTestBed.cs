using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders.Tests;

/// <summary>Letters ask for their capitals: no token of an anchor is one of its positive.</summary>
internal static class ContrastiveTestBed
{
    public const string Anchor = "Anchor";
    public const string Positive = "Positive";

    public static Tokenizer Tokenizer { get; } =
        CharacterTokenizer.Create("abcdefghijklmnopABCDEFGHIJKLMNOP ".EnumerateRunes());

    public static BertConfig Bag { get; } = EmbedderArchitectures.BagOfTokens(16, 16);

    public static BertConfig Layered { get; } = EmbedTestBed.Config with { VocabularySize = 0, HiddenSize = 16, PositionCount = 16 };

    public static TestView Pairs(int count, int seed)
    {
        var anchors = Anchors(count, seed);
        return new TestView().Add(Anchor, anchors).Add(Positive, [.. anchors.Select(Capitals)]);
    }

    /// <summary>Different ones.</summary>
    public static string[] Anchors(int count, int seed)
    {
        var random = new Random(seed);
        var anchors = new HashSet<string>();
        while (anchors.Count < count)
            anchors.Add(string.Concat(Enumerable.Range(0, random.Next(2, 6)).Select(_ => (char)('a' + random.Next(16)))));
        return [.. anchors];
    }

    public static string Capitals(string anchor) => string.Concat(anchor.Reverse()).ToUpperInvariant();

    public static TrainedEmbedderTransformer Fit(
        PipelineContext context, TestView data, TestView? held = null, Action<TrainEmbedderOptions>? configure = null, BertConfig? config = null) =>
        context.Trainers.TrainEmbedder(config ?? Bag, o =>
        {
            (o.Tokenizer, o.MaximumLength, o.BatchSize, o.Steps) = (Tokenizer, 16, 8, 3);
            configure?.Invoke(o);
        }).Fit(data, held);
}
