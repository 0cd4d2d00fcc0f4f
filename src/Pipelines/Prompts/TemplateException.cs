namespace Pipelines;

/// <summary>
/// A prompt or chat template cannot be read or rendered: bad syntax, something outside what is supported, an operation its values do not
/// have, a limit passed, or a refusal by the template itself (<c>raise_exception</c>).
/// </summary>
public sealed class TemplateException : PipelineException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what was expected.</param>
    /// <param name="line">The line in the template, from 1.</param>
    /// <param name="column">The column in that line, from 1.</param>
    /// <param name="isRefusal">Whether the template itself refused its input.</param>
    /// <param name="innerException">The cause.</param>
    public TemplateException(string message, int line, int column, bool isRefusal = false, Exception? innerException = null)
        : base($"template line {line}, column {column}: {message}", innerException)
    {
        Line = line;
        Column = column;
        IsRefusal = isRefusal;
    }

    /// <summary>The line in the template, from 1.</summary>
    public int Line { get; }

    /// <summary>The column in that line, from 1.</summary>
    public int Column { get; }

    /// <summary>Whether the template itself refused its input, by <c>raise_exception</c>.</summary>
    public bool IsRefusal { get; }
}
