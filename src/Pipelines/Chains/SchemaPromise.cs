namespace Pipelines;

/// <summary>Whether a fitted stage gives the columns that its estimator said it would.</summary>
internal static class SchemaPromise
{
    public static void Check(DataViewSchema promised, DataViewSchema given)
    {
        var problem = Difference(promised, given);
        if (problem is not null)
        {
            throw new SchemaException(
                $"The fitted transformer breaks its estimator's promise: {problem} Promised: {promised}. Given: {given}. "
                + "The mistake is in the stage: its estimator's and its transformer's GetOutputSchema must agree.");
        }
    }

    private static string? Difference(DataViewSchema promised, DataViewSchema given)
    {
        for (var i = 0; i < Math.Min(promised.Count, given.Count); i++)
        {
            if (promised[i].Name != given[i].Name)
                return $"column {i} is '{given[i].Name}', not '{promised[i].Name}'.";
            if (!Keeps(promised[i].Type, given[i].Type))
                return $"column '{given[i].Name}' has type {given[i].Type}, not {promised[i].Type}.";
        }

        return promised.Count == given.Count ? null : $"it has {given.Count} columns, not {promised.Count}.";
    }

    // A vector's size may be learned: what was promised to vary may turn out to be fixed.
    private static bool Keeps(DataViewType promised, DataViewType given) =>
        promised.Equals(given)
        || (promised is VectorDataViewType { IsKnownSize: false } wanted
            && given is VectorDataViewType vector && wanted.ItemType.Equals(vector.ItemType));
}
