namespace Pipelines;

/// <summary>
/// The schemas along a chain, known before any row is read: those that fitting goes through and those that scoring goes through.
/// </summary>
internal sealed class ChainSchema
{
    private ChainSchema(DataViewSchema?[] fitted, DataViewSchema?[] scored, DataViewSchema output)
    {
        Fitted = fitted;
        Scored = scored;
        Output = output;
    }

    /// <summary>What each stage promises on the data it is fitted on; null for stages that see other data.</summary>
    public IReadOnlyList<DataViewSchema?> Fitted { get; }

    /// <summary>What each stage of the fitted chain promises when it scores; null for stages that leave the chain.</summary>
    public IReadOnlyList<DataViewSchema?> Scored { get; }

    /// <summary>What the fitted chain promises.</summary>
    public DataViewSchema Output { get; }

    /// <summary>Folds every way over all stages: training, validation where there is any, scoring.</summary>
    /// <exception cref="SchemaException">A stage does not find what it needs; the message names it and its place.</exception>
    public static ChainSchema Check(IReadOnlyList<ChainStage> stages, DataViewSchema input, DataViewSchema? validation = null)
    {
        var fitted = Fold(stages, input, TransformerScope.Training, "");
        if (validation is not null)
            Fold(stages, validation, TransformerScope.Testing, " on the validation data");
        var (scored, output) = Score(stages, input);
        return new ChainSchema(fitted, scored, output);
    }

    // What each stage of a scope makes of the data of that scope; a stage outside it makes nothing.
    private static DataViewSchema?[] Fold(IReadOnlyList<ChainStage> stages, DataViewSchema input, TransformerScope scope, string where)
    {
        var schemas = new DataViewSchema?[stages.Count];
        var schema = input;
        for (var i = 0; i < stages.Count; i++)
        {
            var (stage, offered) = (stages[i], schema);
            if (stage.IsIn(scope))
                schemas[i] = schema = ChainErrors.At(
                    ChainErrors.Place(i, stages.Count) + where, stage.Name, () => stage.Estimator.GetOutputSchema(offered));
        }

        return schemas;
    }

    /// <summary>Folds over the stages that stay in the fitted chain.</summary>
    /// <exception cref="SchemaException">A stage needs what only a training stage makes.</exception>
    public static (DataViewSchema?[] Scored, DataViewSchema Output) Score(IReadOnlyList<ChainStage> stages, DataViewSchema input)
    {
        var scored = new DataViewSchema?[stages.Count];
        var schema = input;
        var left = new List<string>();
        for (var i = 0; i < stages.Count; i++)
        {
            var (stage, offered) = (stages[i], schema);
            if (!stage.IsIn(TransformerScope.Scoring))
            {
                left.Add(stage.Name);
                continue;
            }

            var place = ChainErrors.Place(i, stages.Count)
                + (left.Count == 0 ? "" : $" when scoring, which goes without {string.Join(" and ", left)}");
            scored[i] = schema = ChainErrors.At(place, stage.Name, () => stage.Estimator.GetScoringSchema(offered));
        }

        return (scored, schema);
    }
}
