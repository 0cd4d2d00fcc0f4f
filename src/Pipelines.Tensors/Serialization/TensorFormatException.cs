namespace Pipelines.Tensors;

/// <summary>A tensor file does not hold what its format promises.</summary>
public sealed class TensorFormatException : FormatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensorName">The tensor concerned, or null for the file as a whole.</param>
    /// <param name="message">What is wrong and what was expected.</param>
    /// <param name="innerException">The cause, or null.</param>
    public TensorFormatException(string path, string? tensorName, string message, Exception? innerException = null)
        : base(tensorName is null ? $"{path}: {message}" : $"{path}, tensor '{tensorName}': {message}", innerException)
    {
        Path = path;
        TensorName = tensorName;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensor concerned, or null for the file as a whole.</summary>
    public string? TensorName { get; }
}
