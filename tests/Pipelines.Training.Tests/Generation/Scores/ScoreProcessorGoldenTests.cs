using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipelines.Testing.Goldens;

namespace Pipelines.Training.Tests;

/// <summary>Every result of the reference's score processors. A result's name says what was applied.</summary>
[Category("Golden")]
internal sealed partial class ScoreProcessorGoldenTests
{
    private static IEnumerable<TestCaseData> Results()
    {
        foreach (var found in GoldenCase.Find("logits-processors", c => c.Has("results")))
        {
            if (found.Arguments[0] is not GoldenCase golden)
            {
                yield return found;
                continue;
            }

            foreach (var result in golden.Get("results").EnumerateObject())
                yield return new TestCaseData(golden, result.Name).SetArgDisplayNames(golden.Name, result.Name);
        }
    }

    [TestCaseSource(nameof(Results))]
    public void ResultsAgree(GoldenCase golden, string name)
    {
        var ids = golden.Get("input_ids");
        var length = GoldenCase.Extents(ids)[1];
        var tokens = GoldenCase.Ints(ids);
        var scores = GoldenCase.Floats(golden.Get("scores"));
        var vocabulary = GoldenCase.Extents(golden.Get("scores"))[1];
        var buffers = new ScoreBuffers(vocabulary);
        var expected = golden.Get("results").GetProperty(name);
        var rows = scores.Length / vocabulary;
        Assert.That(expected.GetArrayLength(), Is.EqualTo(rows));
        for (var row = 0; row < rows; row++)
        {
            var processors = Parse(name, buffers);
            var actual = scores.AsSpan(row * vocabulary, vocabulary).ToArray();
            foreach (var processor in processors)
                processor.Process(tokens.AsSpan(row * length, length), actual);
            var wanted = expected[row].EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? float.NegativeInfinity : v.GetSingle()).ToArray();
            Assert.That(actual, Is.EqualTo(wanted).Within(1e-5), $"row {row}");
        }
    }

    private static List<IScoreProcessor> Parse(string name, ScoreBuffers buffers)
    {
        var text = name.StartsWith("chain: ", StringComparison.Ordinal) ? name["chain: ".Length..] : name;
        // Commas within brackets belong to a value.
        string[] parts = name.StartsWith("chain: ", StringComparison.Ordinal) ? TopLevelCommas().Split(text) : [text];
        return [.. parts.Select(p => ParseOne(p.Trim(), buffers))];
    }

    private static IScoreProcessor ParseOne(string text, ScoreBuffers buffers)
    {
        var numbers = Numbers().Matches(text[text.IndexOf(' ', StringComparison.Ordinal)..]).Select(m => float.Parse(m.Value, CultureInfo.InvariantCulture)).ToArray();
        var kept = text.Contains("min_tokens_to_keep", StringComparison.Ordinal) ? (int)numbers[1] : 1;
        return text.Split(' ')[0] switch
        {
            "temperature" => new TemperatureProcessor(numbers[0]),
            "top_k" => new TopKProcessor((int)numbers[0], kept),
            "top_p" => new TopPProcessor(numbers[0], buffers, kept),
            "min_p" => new MinPProcessor(numbers[0], buffers, kept),
            "typical_p" => new TypicalPProcessor(numbers[0], buffers, kept),
            "epsilon_cutoff" => new EpsilonCutoffProcessor(numbers[0], buffers, kept),
            "eta_cutoff" => new EtaCutoffProcessor(numbers[0], buffers, kept),
            "repetition_penalty" or "repetition" => new RepetitionPenaltyProcessor(numbers[0], buffers),
            "no_repeat_ngram_size" or "no_repeat_ngram" => new NoRepeatNgramProcessor((int)numbers[0]),
            "bad_words" => SequenceBiasProcessor.ForBadWords(Lists().Matches(text).Select(Ids).ToArray(), []),
            "min_length" => new MinimumLengthProcessor((int)numbers[0], [(int)numbers[1]]),
            "min_new_tokens" => new MinimumLengthProcessor((int)numbers[0] + (int)numbers[1], [(int)numbers[2]]),
            "forced_eos" => new ForcedAtLengthProcessor((int)numbers[0] - 1, [(int)numbers[1]]),
            "forced_bos" => new ForcedAtLengthProcessor(1, [(int)numbers[0]]),
            "suppress_tokens" => new SuppressionProcessor([.. numbers.Select(n => (int)n)]),
            "renormalize" => new RenormalizationProcessor(buffers),
            "sequence_bias" => new SequenceBiasProcessor(
                [.. Biases().Matches(text).Select(m => new SequenceBias { Ids = Ids(m), Bias = float.Parse(m.Groups["bias"].Value, CultureInfo.InvariantCulture) })]),
            var other => throw new AssertionException($"'{other}' is not known to this test."),
        };
    }

    private static int[] Ids(Match match) => [.. Numbers().Matches(match.Groups["ids"].Value).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@",(?![^\[({]*[\])}])")]
    private static partial Regex TopLevelCommas();

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\[(?<ids>[\d, ]+)\]")]
    private static partial Regex Lists();

    [GeneratedRegex(@"\((?<ids>[\d, ]+)\):\s*(?<bias>-?[\d.]+)")]
    private static partial Regex Biases();
}
