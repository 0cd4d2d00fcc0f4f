namespace Pipelines;

/// <summary>A tokenizer file cannot be read or does not fit what it is used with.</summary>
public sealed class TokenizerFormatException : PipelineException
{
    /// <summary>Makes the exception; the message should already say what to do.</summary>
    /// <param name="message">What is wrong and what was expected.</param>
    /// <param name="path">The file, or null where there is none.</param>
    /// <param name="line">The line in the file, from 1.</param>
    /// <param name="innerException">The cause.</param>
    public TokenizerFormatException(string message, string? path = null, int? line = null, Exception? innerException = null)
        : base(FileLocation.Prefix(path, line) + message, innerException)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The file, where there is one.</summary>
    public string? Path { get; }

    /// <summary>The line in the file, from 1, where it is known.</summary>
    public int? Line { get; }
}
