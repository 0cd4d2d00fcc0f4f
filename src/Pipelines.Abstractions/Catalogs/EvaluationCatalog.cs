namespace Pipelines;

/// <summary>Metrics over views. Packages extend it with extension methods.</summary>
public sealed class EvaluationCatalog : Catalog
{
    internal EvaluationCatalog(PipelineContext context) : base(context)
    {
    }
}
