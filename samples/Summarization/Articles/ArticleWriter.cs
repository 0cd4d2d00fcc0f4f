using Pipelines.Nn;
using Pipelines.Samples;

namespace Summarization.Articles;

/// <summary>
/// Writes short news and their summaries. A summary has a fixed form, and its words are the article's: where, who did what, and when,
/// whatever else the article tells and in whatever order. The same seed gives the same articles.
/// </summary>
public sealed class ArticleWriter(int seed)
{
    private readonly RandomGenerator _random = new((ulong)seed);
    private readonly Grammar _grammar = new(ArticleGrammar.Rules);

    /// <summary>Different articles.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<Article> Write(int count)
    {
        var articles = new List<Article>(count);
        var seen = new HashSet<string>();
        while (articles.Count < count)
        {
            var article = Write();
            if (seen.Add(article.Text))
                articles.Add(article);
        }

        return articles;
    }

    private Article Write()
    {
        var facts = new Dictionary<string, string>();
        foreach (var fact in ArticleGrammar.Facts)
            facts[fact] = _grammar.Expand(fact, _random, facts);
        var sentences = new List<string>();
        foreach (var sentence in ArticleGrammar.Sentences)
        {
            sentences.Add(_grammar.Expand(sentence, _random, facts));
            if (_random.NextInt32(5) == 0)
                sentences.Add(_grammar.Expand("aside", _random, facts));
        }

        return new Article(string.Join(' ', sentences), _grammar.Expand("summary", _random, facts));
    }
}
