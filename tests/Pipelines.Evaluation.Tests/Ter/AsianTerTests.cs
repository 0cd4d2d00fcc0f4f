namespace Pipelines.Evaluation.Tests;

/// <summary>East Asian texts. The edits and words of the corpus and the ranges of characters are what sacreBLEU 2.6.0 (f615c72) gives.</summary>
internal sealed class AsianTerTests
{
    private static readonly string[][] References =
    [
        ["今日は良い天気です。", "今日はいい天気ですね。"],
        ["东京は日本の首都（しゅと）である。", "東京は日本の首都です。"],
        ["The 中文 text, it's 3.5 元.", "A 中文 text costs 3.5元!"],
        ["「はい」と言った。", "はい、と言った"],
    ];

    private static readonly string[] Candidates =
        ["今日、良い天気です", "東京は首都、日本のである。", "the 文中 text is 3.5元", "「はい」と彼は言った。"];

    [TestCase("漢字かな、交じり文。", "漢 字 かな 、 交 じり 文 。", TestName = "ideographs and marks stand alone, kana do not")]
    [TestCase("カタカナとひらがな", "カタカナとひらがな", TestName = "no run of kana is split")]
    [TestCase("「引用」(全角)", "「 引 用 」 ( 全 角 )", TestName = "brackets")]
    [TestCase("㈱あ⺀㇀豈︰", "㈱ あ ⺀ ㇀ 豈 ︰", TestName = "enclosed letters, radicals, strokes, compatibility forms")]
    [TestCase("A中B 1.5元", "A 中 B 1.5 元", TestName = "Western rules go on")]
    [TestCase("～全角，と．と！", "～ 全 角 ， と ． と ！", TestName = "full-width marks")]
    public void NormalizedTextsAreSplit(string text, string words) => Assert.That(
        TerWords.Split(text, new TerOptions { Normalize = true, AsianSupport = true, CaseSensitive = true }), Is.EqualTo(words.Split(' ')));

    [TestCase("漢字かな、交じり文。", "漢字かな交じり文")]
    [TestCase("「引用」(全角)!", "引用全角")]
    [TestCase("～全角，と．と！", "～全角とと")]
    [TestCase("ア・イ｡ウ､", "アイウ")]
    public void MarksAreLeftOut(string text, string word) => Assert.That(
        TerWords.Split(text, new TerOptions { RemovePunctuation = true, AsianSupport = true }), Is.EqualTo(new[] { word }));

    [Test]
    public void TheCharactersThatAreSplitAreThoseOfTheReference()
    {
        string[] split =
        [
            "2E80-2EFF", "3001-3002", "3008-3011", "3014-301F", "30FB-30FB", "31C0-31EF", "3200-4DBF", "4E00-9FFF", "F900-FAFF", "FE30-FE4F",
            "FF01-FF02", "FF08-FF09", "FF0C-FF0C", "FF0E-FF0E", "FF1A-FF1B", "FF1F-FF1F", "FF61-FF65",
        ];
        var options = new TerOptions { Normalize = true, AsianSupport = true, CaseSensitive = true };
        Assert.That(Ranges(c => TerWords.Split($"a{c}b", options).Count == 3), Is.EqualTo(split));
        string[] left = ["3001-3002", "3008-3011", "3014-301F", "30FB-30FB", .. split[10..]];
        options = new TerOptions { RemovePunctuation = true, AsianSupport = true, CaseSensitive = true };
        Assert.That(Ranges(c => TerWords.Split($"a{c}b", options) is ["ab"]), Is.EqualTo(left));
    }

    // normalized, no_punct, asian_support, case_sensitive; edits and words.
    [TestCase("", 7, 8.5, "lc", "no", "yes", "no")]
    [TestCase("a", 7, 8.5, "lc", "no", "yes", "yes")]
    [TestCase("n", 7, 10.5, "lc", "yes", "yes", "no")]
    [TestCase("np", 6, 9.0, "lc", "yes", "no", "no")]
    [TestCase("na", 12, 34.5, "lc", "yes", "yes", "yes")]
    [TestCase("pa", 6, 8.5, "lc", "no", "no", "yes")]
    [TestCase("npa", 9, 28.0, "lc", "yes", "no", "yes")]
    [TestCase("npac", 9, 28.0, "mixed", "yes", "no", "yes")]
    public void ACorpusIsScoredAsTheReferenceScoresIt(
        string settings, double edits, double words, string letterCase, string normalized, string punctuation, string asian)
    {
        var scorer = new TerScorer(new TerOptions
        {
            Normalize = settings.Contains('n'),
            RemovePunctuation = settings.Contains('p'),
            AsianSupport = settings.Contains('a'),
            CaseSensitive = settings.Contains('c'),
        });
        Assert.That(scorer.Score(References, Candidates), Is.EqualTo(100 * edits / words).Within(1e-9));
        Assert.That(
            scorer.SignatureFor(References),
            Does.StartWith($"nrefs:2|case:{letterCase}|tok:tercom|norm:{normalized}|punct:{punctuation}|asian:{asian}|version:"));
    }

    [Test]
    public void OneSentenceByHand()
    {
        // 今 日 、 良 い against 今 日 は 良 い: one of five words is another.
        var scorer = new TerScorer(new TerOptions { Normalize = true, AsianSupport = true });
        Assert.That(scorer.Score(["今日は良い"], "今日、良い"), Is.EqualTo(20).Within(1e-12));
        Assert.That(new TerScorer(new TerOptions { Normalize = true }).Score(["今日は良い"], "今日、良い"), Is.EqualTo(100));
    }

    private static List<string> Ranges(Func<char, bool> isIn)
    {
        var result = new List<(int First, int Last)>();
        for (var c = 0x80; c <= 0xFFFF; c++)
        {
            if (char.IsSurrogate((char)c) || PythonText.Split($"a{(char)c}b").Count != 1 || !isIn((char)c))
                continue;
            if (result.Count > 0 && result[^1].Last == c - 1)
                result[^1] = (result[^1].First, c);
            else
                result.Add((c, c));
        }

        return [.. result.Select(r => $"{r.First:X4}-{r.Last:X4}")];
    }
}
