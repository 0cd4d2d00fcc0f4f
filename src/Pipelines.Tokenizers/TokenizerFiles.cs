using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Finds out what a path holds and loads the tokenizer.</summary>
internal static class TokenizerFiles
{
    /// <summary>Loads a tokenizer of a file or of the files in a folder.</summary>
    public static Tokenizer Load(string path, TokenizerSerializer serializer)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path))
                return HuggingFaceFolder.Load(path, serializer);
            if (!File.Exists(path))
                throw new TokenizerFormatException("There is no such file or folder.", path);
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".model" => HuggingFaceFolder.LoadSentencePiece(path),
                ".txt" => HuggingFaceFolder.LoadWordPiece(path),
                ".json" when Path.GetFileName(path) == "vocab.json" => throw new TokenizerFormatException(
                    "A vocabulary alone is no tokenizer; name the folder that has merges.txt beside it.", path),
                ".json" when IsHuggingFace(path) => HuggingFaceFolder.LoadDocument(path),
                _ => serializer.Load(path),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerFormatException($"The file cannot be read: {exception.Message}", path, null, exception);
        }
    }

    // Ours says what it is in its first property; Hugging Face's has a model.
    private static bool IsHuggingFace(string path)
    {
        using JsonDocument document = JsonFiles.Parse(path);
        return document.RootElement.ValueKind == JsonValueKind.Object && !document.RootElement.TryGetProperty("format", out _);
    }
}
