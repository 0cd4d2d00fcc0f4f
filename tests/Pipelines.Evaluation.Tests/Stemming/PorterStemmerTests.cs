namespace Pipelines.Evaluation.Tests;

public class PorterStemmerTests
{
    [TestCase("a", "a")]
    [TestCase("", "")]
    [TestCase("yyyy", "yyyi")]
    [TestCase("skies", "sky")]
    [TestCase("geologi", "geolog")]
    [TestCase("hopefulli", "hope")]
    public void RareWordsHaveStems(string word, string stem) => Assert.That(PorterStemmer.Stem(word), Is.EqualTo(stem));
}
