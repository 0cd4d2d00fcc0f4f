using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders.Tests;

/// <summary>A tiny T5, and texts with something to learn.</summary>
internal static class SequenceTestBed
{
    public static T5Config Config { get; } = new()
    {
        VocabularySize = 0,
        HiddenSize = 32,
        HeadSize = 8,
        HeadCount = 4,
        IntermediateSize = 64,
        EncoderLayerCount = 2,
        DecoderLayerCount = 2,
        RelativeBucketCount = 8,
        RelativeMaximumDistance = 16,
    };

    public static Tokenizer Tokenizer { get; } = CharacterTokenizer.Learn(
        ["#abcdefgh>".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<|end|>" });

    /// <summary>Ids from 4 to 19 in which each follows from the one before.</summary>
    public static TestView Tokens(int count, int seed, int rowLength = 50)
    {
        var random = new Random(seed);
        var rows = new int[count / rowLength][];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = new int[rowLength];
            var state = random.Next(16);
            for (var i = 0; i < rowLength; i++)
            {
                rows[row][i] = 4 + state;
                state = (state * 5 + 3) % 16;
            }
        }

        return new TestView().Add(ColumnNames.Tokens, rows).Add(ColumnNames.Text, [.. rows.Select(row => string.Join(' ', row))]);
    }

    /// <summary>Letters ask for the letter behind each of them.</summary>
    public static TestView Pairs(int count, int seed)
    {
        var random = new Random(seed);
        var sources = new string[count];
        for (var i = 0; i < count; i++)
            sources[i] = string.Concat(Enumerable.Range(0, random.Next(2, 6)).Select(_ => (char)('a' + random.Next(7)))) + ">";
        return new TestView().Add(ColumnNames.Prompt, sources)
            .Add(ColumnNames.Completion, [.. sources.Select(Answer)]);
    }

    public static string Answer(string source) => string.Concat(source.TrimEnd('>').Select(c => (char)(c + 1)));
}
