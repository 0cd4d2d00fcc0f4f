namespace Pipelines;

/// <summary>A value in a row cannot be used: the row and the column are named.</summary>
public sealed class CellException : PipelineException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="row">The row's position, from 0.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="message">What is wrong with the value and what was expected.</param>
    /// <param name="source">The file the row came from, where known.</param>
    /// <param name="innerException">The cause.</param>
    public CellException(long row, string column, string message, string? source = null, Exception? innerException = null)
        : base($"{(source is null ? "" : source + ": ")}row {row}, column '{column}': {message}", innerException)
    {
        Row = row;
        Column = column;
    }

    /// <summary>The row's position, from 0.</summary>
    public long Row { get; }

    /// <summary>The column's name.</summary>
    public string Column { get; }
}
