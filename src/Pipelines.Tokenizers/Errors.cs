namespace Pipelines.Tokenizers;

/// <summary>One place that decides which exception a bad tokenizer file raises.</summary>
internal static class Errors
{
    /// <summary>A tokenizer file that cannot be understood.</summary>
    public static Exception Format(string message, string? path = null, int? line = null, Exception? inner = null)
    {
        string where = (path, line) switch
        {
            (null, null) => "",
            (null, _) => $"line {line}: ",
            (_, null) => $"{path}: ",
            _ => $"{path}, line {line}: ",
        };
        return new InvalidDataException(where + message, inner);
    }
}
