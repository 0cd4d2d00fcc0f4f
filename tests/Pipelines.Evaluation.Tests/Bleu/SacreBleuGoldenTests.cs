using System.Globalization;
using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Evaluation.Tests;

/// <summary>BLEU, chrF and TER of sacreBLEU: scores, what they are made of, and signatures.</summary>
[Category("Golden")]
internal sealed class SacreBleuGoldenTests
{
    private const double Tolerance = 1e-6;

    [TestCaseSource(nameof(Cases))]
    public void CorporaAreScoredAsBySacreBleu(GoldenCase golden)
    {
        var data = new Data(golden);
        foreach (var expected in golden.Get("corpus").EnumerateObject())
        {
            var references = expected.Name.EndsWith("_2refs", StringComparison.Ordinal) ? data.Both : data.First;
            var (value, text, signature) = Score(expected.Name, references, data.Candidates, out var bleu);
            Assert.That(value, Is.EqualTo(expected.Value.GetProperty("corpus_score").GetDouble()).Within(Tolerance), expected.Name);
            Assert.That(signature, Is.EqualTo(expected.Value.GetProperty("signature").GetString()), expected.Name);
            Assert.That(text, Is.EqualTo(expected.Value.GetProperty("corpus_string").GetString()), expected.Name);
            if (bleu is null)
                continue;
            Assert.That(bleu.Counts, Is.EqualTo(Doubles(expected.Value.GetProperty("counts"))), expected.Name);
            Assert.That(bleu.Totals, Is.EqualTo(Doubles(expected.Value.GetProperty("totals"))), expected.Name);
            Assert.That(bleu.Precisions, Is.EqualTo(Doubles(expected.Value.GetProperty("precisions"))).Within(Tolerance), expected.Name);
            Assert.That(bleu.BrevityPenalty, Is.EqualTo(expected.Value.GetProperty("bp").GetDouble()).Within(Tolerance), expected.Name);
            Assert.That(bleu.CandidateLength, Is.EqualTo(expected.Value.GetProperty("sys_len").GetInt64()), expected.Name);
            Assert.That(bleu.ReferenceLength, Is.EqualTo(expected.Value.GetProperty("ref_len").GetInt64()), expected.Name);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void SentencesAreScoredAsBySacreBleu(GoldenCase golden)
    {
        var data = new Data(golden);
        var sentences = golden.Get("sentence").EnumerateArray().ToArray();
        Assert.That(sentences, Has.Length.EqualTo(data.Candidates.Length));
        for (var i = 0; i < sentences.Length; i++)
        {
            var (first, both, candidate) = (data.First[i], data.Both[i], data.Candidates[i]);
            foreach (var expected in sentences[i].EnumerateObject())
            {
                if (expected.Value.ValueKind == JsonValueKind.Object)
                {
                    foreach (var smoothed in expected.Value.EnumerateObject())
                    {
                        var words = smoothed.Name.Split('=');
                        var options = Smoothed(words[0], words.Length > 1 ? words[1] : "None");
                        Compare(new BleuScorer(options).Score(first, candidate).Value, smoothed.Value, $"{i} {smoothed.Name}");
                    }

                    continue;
                }

                Compare(
                    expected.Name switch
                    {
                        "bleu_effective_order" => new BleuScorer(new BleuOptions { EffectiveOrder = true }).Score(first, candidate).Value,
                        "bleu_no_effective_order" => new BleuScorer().Score(first, candidate).Value,
                        "bleu_2refs" => new BleuScorer(new BleuOptions { EffectiveOrder = true }).Score(both, candidate).Value,
                        "chrf" => new ChrfScorer().Score(first, candidate),
                        "chrf++" => new ChrfScorer(new ChrfOptions { WordOrder = 2 }).Score(first, candidate),
                        "chrf_2refs" => new ChrfScorer().Score(both, candidate),
                        _ => throw new InvalidOperationException($"What is {expected.Name}?"),
                    },
                    expected.Value, $"{i} {expected.Name}");
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void TextsAreSplitAsBySacreBleu(GoldenCase golden)
    {
        foreach (var one in golden.Get("tokenized").EnumerateArray())
        {
            var text = one.GetProperty("text").GetString()!;
            foreach (var expected in one.EnumerateObject().Where(p => p.Name != "text"))
                Assert.That(string.Join(' ', BleuWords.Split(text, Tokenization(expected.Name))), Is.EqualTo(expected.Value.GetString()), expected.Name);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void ViewsAreScoredAsTexts(GoldenCase golden)
    {
        var data = new Data(golden);
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var rows = context.Data.LoadFromEnumerable(data.Both.Zip(data.Candidates, (references, candidate) => new Row(references, candidate)));
        var corpus = golden.Get("corpus");
        var bleu = context.Evaluation.Bleu(rows, "References", "Candidate");
        Compare(bleu.Estimate.Value, corpus.GetProperty("bleu_13a_2refs").GetProperty("corpus_score"), "BLEU");
        Assert.That(bleu.Signature, Is.EqualTo(corpus.GetProperty("bleu_13a_2refs").GetProperty("signature").GetString()));
        Assert.That(bleu.EmptyCandidates, Is.EqualTo(data.Candidates.Count(string.IsNullOrWhiteSpace)));
        Assert.That(bleu.Rows, Is.EqualTo(golden.Get("sentence").EnumerateArray().Select(s => s.GetProperty("bleu_2refs").GetDouble())).Within(Tolerance));
        Assert.That(bleu.Estimate.Lower, Is.LessThan(bleu.Estimate.Value));
        var chrf = context.Evaluation.Chrf(rows, "References", "Candidate");
        Compare(chrf.Value, corpus.GetProperty("chrf_w0_2refs").GetProperty("corpus_score"), "chrF");
        Assert.That(chrf.Rows, Is.EqualTo(golden.Get("sentence").EnumerateArray().Select(s => s.GetProperty("chrf_2refs").GetDouble())).Within(Tolerance));
        Assert.That(chrf.Signature, Is.EqualTo(corpus.GetProperty("chrf_w0_2refs").GetProperty("signature").GetString()));
    }

    private static IEnumerable<TestCaseData> Cases() => GoldenCase.Find("metric-", golden => golden.Has("corpus") && golden.Has("tokenized"));

    private static (double Value, string Text, string Signature) Score(string name, string[][] references, string[] candidates, out BleuScore? bleu)
    {
        var parts = name.Split('_');
        bleu = null;
        if (parts[0] == "bleu")
        {
            var options = parts[1] switch
            {
                "smooth" => Smoothed(parts[2], parts[3]),
                "order2" => new BleuOptions { MaximumOrder = 2 },
                _ => new BleuOptions { Tokenization = Tokenization(parts[1]), Lowercase = parts[^1] == "lowercase" },
            };
            var scorer = new BleuScorer(options);
            bleu = scorer.Score(references, candidates);
            return (bleu.Value, bleu.ToString(), scorer.SignatureFor(references));
        }

        if (parts[0] == "chrf")
        {
            var setting = string.Join('_', parts[2..]).Split('=');
            var options = new ChrfOptions { WordOrder = parts[1] == "w2" ? 2 : 0 };
            switch (setting[0])
            {
                case "lowercase":
                    options.Lowercase = true;
                    break;
                case "whitespace":
                    options.WhiteSpace = true;
                    break;
                case "eps_smoothing":
                    options.EpsilonSmoothing = true;
                    break;
                case "beta":
                    options.Beta = int.Parse(setting[1], CultureInfo.InvariantCulture);
                    break;
                case "char_order":
                    options.CharacterOrder = int.Parse(setting[1], CultureInfo.InvariantCulture);
                    break;
                default:
                    Assert.That(setting[0], Is.AnyOf("default", "2refs"));
                    break;
            }

            var scorer = new ChrfScorer(options);
            var value = scorer.Score(references, candidates);
            return (value, string.Create(CultureInfo.InvariantCulture, $"{scorer.Name} = {value:F2}"), scorer.SignatureFor(references));
        }

        Assert.That(name, Is.AnyOf("ter", "ter_norm_nopunct_cs"));
        var ter = new TerScorer(new TerOptions { Normalize = parts.Contains("norm"), RemovePunctuation = parts.Contains("nopunct"), CaseSensitive = parts.Contains("cs") });
        var rate = ter.Score(references, candidates);
        return (rate, string.Create(CultureInfo.InvariantCulture, $"TER = {rate:F2}"), ter.SignatureFor(references));
    }

    private static BleuOptions Smoothed(string method, string value) => new()
    {
        Smoothing = method switch
        {
            "exp" => BleuSmoothing.Exponential,
            "floor" => BleuSmoothing.Floor,
            "add-k" => BleuSmoothing.AddK,
            "none" => BleuSmoothing.None,
            _ => throw new InvalidOperationException($"What is {method}?"),
        },
        SmoothingValue = value == "None" ? null : double.Parse(value, CultureInfo.InvariantCulture),
    };

    private static BleuTokenization Tokenization(string name) => name switch
    {
        "13a" => BleuTokenization.V13A,
        "intl" => BleuTokenization.International,
        "char" => BleuTokenization.Character,
        "zh" => BleuTokenization.Chinese,
        "none" => BleuTokenization.None,
        _ => throw new InvalidOperationException($"What is {name}?"),
    };

    private static void Compare(double value, JsonElement expected, string name) =>
        Assert.That(value, Is.EqualTo(expected.GetDouble()).Within(Tolerance), name);

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];

    private sealed record Row(string[] References, string Candidate);

    private sealed class Data(GoldenCase golden)
    {
        public string[] Candidates { get; } = Texts(golden, "hypotheses");

        public string[][] First { get; } = [.. Texts(golden, "references").Select(r => new[] { r })];

        public string[][] Both { get; } = [.. Texts(golden, "references").Zip(Texts(golden, "second_references"), (a, b) => new[] { a, b })];

        private static string[] Texts(GoldenCase golden, string name) => [.. golden.Get(name).EnumerateArray().Select(t => t.GetString()!)];
    }
}
