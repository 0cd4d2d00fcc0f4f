namespace Pipelines.Retrieval.Tests;

/// <summary>Counts the letters a, b and c; what a text asks for goes wrong.</summary>
internal sealed class LetterEmbedder(int? maximumTokens = null) : ITextEmbedder
{
    public int Dimension => 3;

    public int? MaximumTokens => maximumTokens;

    public List<int> Calls { get; } = [];

    public int? CountTokens(string text) => maximumTokens is null ? null : text.Length + 2;

    public EmbeddedTexts Embed(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add(texts.Count);
        var vectors = new float[texts.Count * Dimension];
        for (var i = 0; i < texts.Count; i++)
        {
            for (var letter = 0; letter < Dimension; letter++)
                vectors[(i * Dimension) + letter] = texts[i].Count(c => c == 'a' + letter);
            if (texts[i].Contains("NaN", StringComparison.Ordinal))
                vectors[i * Dimension] = float.NaN;
        }

        var counts = maximumTokens is null ? null : texts.Select(text => text.Length + 2).ToArray();
        return new EmbeddedTexts(vectors, Dimension, counts, counts?.Count(count => count > maximumTokens) ?? 0);
    }
}
