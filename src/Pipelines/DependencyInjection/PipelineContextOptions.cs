namespace Pipelines;

/// <summary>What a context is made with; options of its name.</summary>
public sealed class PipelineContextOptions
{
    /// <summary>The seed that stages derive theirs from where their options give none.</summary>
    public int Seed { get; set; }
}
