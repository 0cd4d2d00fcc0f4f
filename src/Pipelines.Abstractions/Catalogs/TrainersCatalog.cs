namespace Pipelines;

/// <summary>Stages that train models. Packages extend it with extension methods.</summary>
public sealed class TrainersCatalog : Catalog
{
    internal TrainersCatalog(PipelineContext context) : base(context)
    {
    }
}
