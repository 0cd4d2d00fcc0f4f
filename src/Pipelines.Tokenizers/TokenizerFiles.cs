namespace Pipelines.Tokenizers;

/// <summary>Finds out what a path holds and loads the tokenizer.</summary>
internal static class TokenizerFiles
{
    /// <summary>Loads a tokenizer document, or the files in a folder.</summary>
    public static Tokenizer Load(string path, TokenizerSerializer serializer)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Directory.Exists(path) ? BytePairTokenizer.Load(path) : serializer.Load(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerFormatException($"The file cannot be read: {exception.Message}", path, null, exception);
        }
    }
}
