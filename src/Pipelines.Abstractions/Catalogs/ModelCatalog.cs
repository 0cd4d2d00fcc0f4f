namespace Pipelines;

/// <summary>Saving and opening pipelines and models, predicting row by row. Packages extend it with extension methods.</summary>
public sealed class ModelCatalog : Catalog
{
    internal ModelCatalog(PipelineContext context) : base(context)
    {
    }
}
