namespace Pipelines;

/// <summary>Gives contexts by name.</summary>
public interface IPipelineContextFactory
{
    /// <summary>The context of a name, always the same one; the empty name is the default context.</summary>
    /// <exception cref="PipelineException">No context was added under the name.</exception>
    PipelineContext Get(string name);
}
