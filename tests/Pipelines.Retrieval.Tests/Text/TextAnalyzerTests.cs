namespace Pipelines.Retrieval.Tests;

internal sealed class TextAnalyzerTests
{
    [TestCase("The Quick-brown fox.", "the quick brown fox")]
    [TestCase("Don't cut l’Hôpital's or 'quotes'", "don't cut l'hôpital's or quotes")]
    [TestCase("3.14 and 1,000 but end. Next", "3.14 and 1,000 but end next")]
    [TestCase("ÅNGSTRÖM ΣΊΣΥΦΟΣ 𝐀", "ångström σίσυφοσ 𝐀")]
    [TestCase("漢字かな and カタカナ", "漢 字 か な and カタカナ")]
    [TestCase("cafe\u0301 naïve x²", "cafe\u0301 naïve x²")]
    [TestCase("", "")]
    public void Words_are_cut_in_any_script(string text, string terms) =>
        Assert.That(string.Join(' ', new TextAnalyzer().Analyze(text)), Is.EqualTo(terms));

    [Test]
    public void Stop_words_and_stems_by_option()
    {
        var analyzer = new TextAnalyzer(new TextAnalyzerOptions
        {
            StopWords = [.. TextAnalyzerOptions.EnglishStopWords],
            Stemmer = Stemmer.Porter,
        });
        Assert.That(
            string.Join(' ', analyzer.Analyze("What is the capital of Newton's connected relations?")),
            Is.EqualTo("capit newton connect relat"));
        var cased = new TextAnalyzer(new TextAnalyzerOptions { Lowercase = false });
        Assert.That(cased.Analyze("The Cat"), Is.EqualTo(new[] { "The", "Cat" }));
    }

    // Not as a case: attributes cannot hold half a pair.
    [Test]
    public void Halves_of_surrogate_pairs_are_no_words() =>
        Assert.That(new TextAnalyzer().Analyze("\uD800broken\uDC00 it's\uD800"), Is.EqualTo(new[] { "broken", "it's" }));

    [Test]
    public void A_run_without_end_is_cut()
    {
        var terms = new TextAnalyzer().Analyze(new string('x', 1000));
        Assert.That(terms.Sum(term => term.Length), Is.EqualTo(1000));
        Assert.That(terms, Has.All.Length.LessThanOrEqualTo(TextAnalyzer.MaximumTermLength));
    }

    // The examples of Porter's paper, rule by rule.
    [TestCase("caresses", "caress")]
    [TestCase("ponies", "poni")]
    [TestCase("cats", "cat")]
    [TestCase("feed", "feed")]
    [TestCase("agreed", "agre")]
    [TestCase("plastered", "plaster")]
    [TestCase("bled", "bled")]
    [TestCase("motoring", "motor")]
    [TestCase("sing", "sing")]
    [TestCase("conflated", "conflat")]
    [TestCase("troubled", "troubl")]
    [TestCase("sized", "size")]
    [TestCase("hopping", "hop")]
    [TestCase("falling", "fall")]
    [TestCase("hissing", "hiss")]
    [TestCase("fizzed", "fizz")]
    [TestCase("failing", "fail")]
    [TestCase("filing", "file")]
    [TestCase("happy", "happi")]
    [TestCase("sky", "sky")]
    [TestCase("relational", "relat")]
    [TestCase("conditional", "condit")]
    [TestCase("vietnamization", "vietnam")]
    [TestCase("triplicate", "triplic")]
    [TestCase("formative", "form")]
    [TestCase("electrical", "electr")]
    [TestCase("goodness", "good")]
    [TestCase("revival", "reviv")]
    [TestCase("adoption", "adopt")]
    [TestCase("replacement", "replac")]
    [TestCase("probate", "probat")]
    [TestCase("rate", "rate")]
    [TestCase("cease", "ceas")]
    [TestCase("controll", "control")]
    [TestCase("roll", "roll")]
    [TestCase("generalizations", "gener")]
    [TestCase("oscillators", "oscil")]
    [TestCase("as", "as")]
    [TestCase("größen", "größen")]
    public void Stems_are_those_of_the_paper(string word, string stem)
    {
        var buffer = word.ToCharArray();
        Assert.That(new string(buffer, 0, PorterStemmer.Stem(buffer)), Is.EqualTo(stem));
    }
}
