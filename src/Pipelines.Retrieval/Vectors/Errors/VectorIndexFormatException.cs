namespace Pipelines.Retrieval;

/// <summary>A file is not a vector index, or not as it was written.</summary>
public sealed class VectorIndexFormatException : VectorIndexException
{
    internal VectorIndexFormatException(string path, string message, Exception? innerException = null)
        : base($"{path}: {message}", innerException) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
