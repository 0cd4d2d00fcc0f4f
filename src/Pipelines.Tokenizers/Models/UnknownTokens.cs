namespace Pipelines.Tokenizers;

/// <summary>The complaint about text that a model has no token for.</summary>
internal static class UnknownTokens
{
    private const int ShownLength = 40;

    public static TokenizationException Missing(ReadOnlySpan<char> piece, string? unknownToken) => new(
        $"The tokenizer has no token for '{(piece.Length <= ShownLength ? piece : piece[..ShownLength])}'"
        + (unknownToken is null ? " and no unknown token" : $", and its vocabulary lacks its unknown token '{unknownToken}'")
        + "; encode other text, or give the tokenizer an unknown token.");
}
