using Summarization.Articles;

namespace Pipelines.Samples.Tests.Summarization;

public class ArticleWriterTests
{
    [Test]
    public void TheSameSeedWritesTheSameArticles()
    {
        var first = new ArticleWriter(3).Write(50);
        Assert.That(new ArticleWriter(3).Write(50), Is.EqualTo(first));
        Assert.That(new ArticleWriter(4).Write(50), Is.Not.EqualTo(first));
    }

    [Test]
    public void ArticlesAreDifferentAndSpellOutEverySymbol()
    {
        var articles = new ArticleWriter(1).Write(2_000);
        Assert.That(articles.Select(a => a.Text), Is.Unique.And.All.Not.Contains("{"));
        Assert.That(articles.Select(a => a.Summary), Has.All.Match(@"^The \w+ of \w+ \w+ the \w+ on \w+day\.$"));
    }

    [Test]
    public void ASummaryHasItsFactsFromTheArticle()
    {
        foreach (var article in new ArticleWriter(2).Write(300))
        {
            foreach (var word in article.Summary.Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries)
                .Except(["The", "of", "the", "on"]))
                Assert.That(article.Text, Does.Contain(word));
        }
    }
}
