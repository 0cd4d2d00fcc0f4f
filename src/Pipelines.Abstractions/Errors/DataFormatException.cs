namespace Pipelines;

/// <summary>A data file cannot be read as the kind it was said to be.</summary>
public sealed class DataFormatException : PipelineException
{
    /// <summary>Makes the exception; the message should already say what to do.</summary>
    /// <param name="message">What is wrong and what was expected.</param>
    /// <param name="path">The file, or null where there is none.</param>
    /// <param name="line">The line in the file, from 1.</param>
    /// <param name="innerException">The cause.</param>
    public DataFormatException(string message, string? path = null, int? line = null, Exception? innerException = null)
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
