using Pipelines;

namespace Summarization.Articles;

/// <summary>Articles to learn from, and others that are only measured on.</summary>
internal static class ArticleSplit
{
    private const int GeneratedArticles = 3_000;
    private const int LeastArticles = 20;
    private const double HeldShare = 0.1;
    private const int MostHeld = 200;

    /// <summary>Reads the files that were given, or writes articles.</summary>
    /// <exception cref="PipelineException">A file cannot be read, or there are too few articles.</exception>
    public static (IReadOnlyList<Article> Train, IReadOnlyList<Article> Held) Open(DataCatalog data, SummarizationSettings settings)
    {
        var articles = settings.Data is { } file ? ArticleFile.Read(data, file) : new ArticleWriter(settings.Seed).Write(GeneratedArticles);
        if (articles.Count < LeastArticles)
        {
            throw new PipelineException(
                $"{settings.Data}: there are {articles.Count} different articles with a summary; at least {LeastArticles} are needed. "
                    + "Give more rows.");
        }

        if (settings.Validation is { } other)
        {
            var learned = articles.Select(a => a.Text).ToHashSet();
            var measured = ArticleFile.Read(data, other).Where(a => !learned.Contains(a.Text)).ToArray();
            return measured.Length > 0
                ? (articles, measured)
                : throw new PipelineException(
                    $"{other}: no article is there that is not also learned from. Give a file of others with --validation.");
        }

        // The split does not depend on the order of the file.
        var held = Math.Clamp((int)(articles.Count * HeldShare), 2, MostHeld);
        var mixed = articles.ToArray();
        new Random(settings.Seed).Shuffle(mixed);
        return (mixed[held..], mixed[..held]);
    }
}
