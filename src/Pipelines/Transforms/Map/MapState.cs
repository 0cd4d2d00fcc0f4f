namespace Pipelines;

/// <summary>What is saved of a mapping: the function is found again by its id.</summary>
internal sealed record MapState(string InputColumn, string OutputColumn, string Mapping)
{
    public static ITransformer Load(ModelLoadContext context)
    {
        var state = context.ReadJson<MapState>();
        return RegisteredMapping.Find(context.Context, state.Mapping).Create(state.InputColumn, state.OutputColumn);
    }
}
