namespace Pipelines.Training;

/// <summary>Suggests what followed the last tokens where they came before: good for summaries and for answers that quote.</summary>
internal sealed class PromptLookup(GenerationSettings settings) : ICandidateSource
{
    /// <inheritdoc/>
    public int Suggest(GenerationRow row, Span<int> candidates)
    {
        var tokens = row.Tokens;
        for (var size = Math.Min(settings.PromptLookupNgramSize, tokens.Length - 1); size > 0; size--)
        {
            // Not the end itself: something must follow.
            var place = tokens[..^1].IndexOf(tokens[^size..]);
            if (place < 0)
                continue;
            var following = tokens[(place + size)..];
            following = following[..Math.Min(following.Length, Math.Min(candidates.Length, settings.PromptLookupTokens))];
            var end = following.IndexOfAny(settings.EndIds);
            if (end >= 0)
                following = following[..end];
            following.CopyTo(candidates);
            return following.Length;
        }

        return 0;
    }

    /// <inheritdoc/>
    public void Learn(int suggested, int accepted)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
