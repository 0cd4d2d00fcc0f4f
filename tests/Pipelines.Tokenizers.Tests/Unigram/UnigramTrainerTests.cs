using Pipelines.Testing.Goldens;

namespace Pipelines.Tokenizers.Tests;

public class UnigramTrainerTests
{
    private static readonly string[] Corpus = [.. Enumerable.Repeat("the lower tower, the slower flower; unlike the newest, widest rivers",
        40)
        .Select((text, index) => $"{text} {index % 7}")];

    [Test]
    public void Learns_frequent_pieces_and_every_character()
    {
        HuggingFaceTokenizer tokenizer = Train(new() { VocabularySize = 60, CharacterCoverage = 1 });
        Assert.That(tokenizer.VocabularySize, Is.LessThanOrEqualTo(60));
        Assert.That(tokenizer.TokenToId("\u2581the"), Is.Not.Null);
        foreach (char letter in string.Concat(Corpus).Replace(' ', '\u2581').Distinct())
            Assert.That(tokenizer.TokenToId(letter.ToString()), Is.Not.Null, letter.ToString());
        Assert.That(tokenizer.Encode("the lower river").Length, Is.LessThanOrEqualTo(8));
    }

    [Test]
    public void Texts_come_back([Values] bool byteFallback)
    {
        HuggingFaceTokenizer tokenizer = Train(new() { VocabularySize = 400, ByteFallback = byteFallback });
        const string Known = "the slower river 3";
        Assert.That(tokenizer.Decode(tokenizer.Encode(Known)), Is.EqualTo(Known));
        string strange = tokenizer.Decode(tokenizer.Encode("the 漢 river"));
        Assert.That(strange, Is.EqualTo(byteFallback ? "the 漢 river" : "the <unk> river").Or.EqualTo("the <unk>river"));
        Assert.That(tokenizer.Encode("the", addSpecialTokens: true)[^1], Is.EqualTo(tokenizer.EndOfTextId));
    }

    [Test]
    public void The_same_texts_give_the_same_tokenizer()
    {
        string first = Train(new() { VocabularySize = 80 }).Fingerprint;
        Assert.That(Train(new() { VocabularySize = 80 }).Fingerprint, Is.EqualTo(first));
        Assert.That(Train(new() { VocabularySize = 42 }).Fingerprint, Is.Not.EqualTo(first));
    }

    [Test]
    public void Probabilities_add_up_to_one()
    {
        var model = (UnigramModel)Train(new() { VocabularySize = 300 }).Parts.Model;
        double sum = 0;
        for (int id = 2; id < model.VocabularySize; id++)
            sum += Math.Exp(model.Score(id));
        // The digamma estimate takes a little from every piece.
        Assert.That(sum, Is.InRange(0.6, 1.0001));
    }

    [Test]
    public void Expectations_are_those_of_all_segmentations()
    {
        (string, double)[] pieces = [("a", Math.Log(0.3)), ("b", Math.Log(0.2)), ("ab", Math.Log(0.4)), ("ba", Math.Log(0.1))];
        var estimator = new UnigramEstimator(pieces);
        var expected = new double[4];
        double total = estimator.Expect("aba", 2, expected);
        // a b a: .018, ab a: .12, a ba: .03
        double[] ways = [0.3 * 0.2 * 0.3, 0.4 * 0.3, 0.3 * 0.1];
        double sum = ways.Sum();
        Assert.That(total, Is.EqualTo(Math.Log(sum)).Within(1e-12));
        double[] reference = [2 * ((2 * ways[0]) + ways[1] + ways[2]) / sum, 2 * ways[0] / sum, 2 * ways[1] / sum, 2 * ways[2] / sum];
        Assert.That(expected, Is.EqualTo(reference).Within(1e-12));
        var best = new List<int>();
        Assert.That(estimator.Best("aba", -1, best), Is.EqualTo(Math.Log(0.12)).Within(1e-12));
        Assert.That(best, Is.EqualTo(new[] { 2, 0 }));
    }

    [Test, Category("Slow")]
    public void A_play_gets_pieces_of_several_characters()
    {
        string text = File.ReadAllText(GoldenCase.Data(Path.Combine("tinyshakespeare", "input.txt")));
        ReadOnlyMemory<char>[] rows = [.. text.Split('\n').Select(row => row.AsMemory())];
        HuggingFaceTokenizer tokenizer = new UnigramTrainer(new() { VocabularySize = 4000 }).Train(rows);
        Assert.That(tokenizer.VocabularySize, Is.InRange(3900, 4000));
        int count = rows.Sum(row => tokenizer.CountTokens(row.Span));
        TestContext.Out.WriteLine($"{text.Length / (double)count:F3} characters a token");
        Assert.That(text.Length / (double)count, Is.GreaterThan(3.3));
    }

    [Test]
    public void Nothing_to_learn_from_is_an_error() =>
        Assert.Throws<TokenizationException>(() => new UnigramTrainer().Train([default, "".AsMemory()]));

    [Test]
    public void Special_tokens_are_not_learned_from()
    {
        HuggingFaceTokenizer tokenizer = new UnigramTrainer(new() { VocabularySize = 40, SpecialTokens = ["<sep>"] })
            .Train(["aa<sep>aa".AsMemory(), "aa<sep>bb".AsMemory()]);
        Assert.That(tokenizer.SpecialTokens.Keys, Does.Contain("<sep>"));
        Assert.That(tokenizer.TokenToId("s"), Is.Null);
    }

    private static HuggingFaceTokenizer Train(UnigramTrainerOptions options) =>
        new UnigramTrainer(options).Train(Corpus.Select(text => text.AsMemory()));
}
