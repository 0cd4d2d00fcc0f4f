using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Reads the JSON files of a tokenizer, with every failure a <see cref="TokenizerFormatException"/>.</summary>
internal static class JsonFiles
{
    /// <summary>The largest tokenizer file that is read, in bytes.</summary>
    public const long MaximumSize = 1 << 29;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 128 };

    /// <summary>The bytes of a file.</summary>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new TokenizerFormatException("There is no such file; the tokenizer needs it.", path);
            if (file.Length > MaximumSize)
                throw new TokenizerFormatException(
                    $"The file has {file.Length} bytes; a tokenizer file of more than {MaximumSize} is not read.", path);
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerFormatException($"The file cannot be read: {exception.Message}", path, null, exception);
        }
    }

    /// <summary>Parses a file; the caller disposes the document.</summary>
    public static JsonDocument Parse(string path)
    {
        byte[] bytes = ReadBytes(path);
        ReadOnlyMemory<byte> json = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(Encoding.UTF8.Preamble.Length)
            : bytes;
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException exception)
        {
            throw new TokenizerFormatException(
                $"The file is not valid JSON: {exception.Message} Fetch it again.", path, (int?)exception.LineNumber + 1, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new TokenizerFormatException(
                $"A name in the file is not valid Unicode: {exception.Message} Fetch it again.", path, null, exception);
        }
    }
}
