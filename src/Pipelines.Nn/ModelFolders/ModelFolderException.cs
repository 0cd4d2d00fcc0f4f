namespace Pipelines.Nn;

/// <summary>
/// A model folder does not hold what was expected of it: a file is missing or wrong, or its weights do not fit the model.
/// </summary>
public sealed class ModelFolderException : FormatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="message">What is wrong, what was expected and what to do.</param>
    /// <param name="jsonPath">The place in a JSON file, such as <c>$.rope_scaling.factor</c>; null for the file as a whole.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ModelFolderException(string path, string message, string? jsonPath = null, Exception? innerException = null)
        : base(jsonPath is null ? $"{path}: {message}" : $"{path}, {jsonPath}: {message}", innerException)
    {
        Path = path;
        JsonPath = jsonPath;
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The place in a JSON file, such as <c>$.rope_scaling.factor</c>; null for the file as a whole.</summary>
    public string? JsonPath { get; }
}
