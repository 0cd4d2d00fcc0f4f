namespace Pipelines.Evaluation;

/// <summary>How a data set is written: reads its files as they were published.</summary>
public interface ITaskFormat
{
    /// <summary>Reads examples, in their order.</summary>
    /// <param name="path">A file, or a folder where the data set is one.</param>
    /// <exception cref="DataFormatException">
    /// The file is missing, or a row is not as it should be: file and line or row are told.
    /// </exception>
    IEnumerable<TaskExample> Read(string path);
}
