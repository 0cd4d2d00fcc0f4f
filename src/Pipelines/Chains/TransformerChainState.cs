namespace Pipelines;

/// <summary>The saved state of a chain, beside its stages.</summary>
/// <param name="Scopes">When each stage takes part.</param>
internal sealed record TransformerChainState(IReadOnlyList<TransformerScope> Scopes)
{
    public const string StageId = "pipelines.chain";

    public static void Save(ModelSaveContext context, IReadOnlyList<ITransformer> stages, IReadOnlyList<TransformerScope> scopes)
    {
        context.WriteJson(new TransformerChainState(scopes));
        for (var i = 0; i < stages.Count; i++)
            context.SaveChild(ChildName(i), stages[i]);
    }

    public static TransformerChain<ITransformer> Load(ModelLoadContext context)
    {
        var state = context.ReadJson<TransformerChainState>();
        var stages = new List<ITransformer>();
        try
        {
            for (var i = 0; i < state.Scopes.Count; i++)
                stages.Add(context.LoadChild(ChildName(i)));
        }
        catch
        {
            foreach (var stage in stages.OfType<IDisposable>())
                stage.Dispose();
            throw;
        }

        return new TransformerChain<ITransformer>(stages, state.Scopes);
    }

    private static string ChildName(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
