namespace Pipelines.Retrieval;

/// <summary>A saved index cannot be read: truncated, changed, of another kind or of a later version.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="path">The file, or null where there is none.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class IndexFormatException(string message, string? path = null, Exception? innerException = null)
    : RetrievalException(path is null ? message : $"{path}: {message}", innerException)
{
    /// <summary>The file, where there is one.</summary>
    public string? Path { get; } = path;
}
