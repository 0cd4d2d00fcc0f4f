namespace Pipelines;

/// <summary>Loading, splitting, caching and saving data. Packages extend it with extension methods.</summary>
public sealed class DataCatalog : Catalog
{
    internal DataCatalog(PipelineContext context) : base(context)
    {
    }
}
