namespace Pipelines;

/// <summary>Stages that change data. Packages extend it with extension methods.</summary>
public sealed class TransformsCatalog : Catalog
{
    internal TransformsCatalog(PipelineContext context) : base(context)
    {
    }
}
