namespace Pipelines;

/// <summary>Anything a user of a pipeline can cause: the message says what was wrong, where, what was expected and what to do.</summary>
public class PipelineException : Exception
{
    /// <summary>Makes the exception.</summary>
    public PipelineException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
