namespace Pipelines;

/// <summary>A store of passages cannot do what it was asked to.</summary>
public class PassageStoreException : PipelineException
{
    /// <summary>Makes the exception.</summary>
    public PassageStoreException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
