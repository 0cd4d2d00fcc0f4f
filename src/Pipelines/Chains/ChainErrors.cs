namespace Pipelines;

/// <summary>How a stage's place in a chain is named in errors, progress reports and logs.</summary>
internal static class ChainErrors
{
    public static string Place(int index, int count) => $"Stage {index + 1} of {count}";

    public static string NameOf(object stage)
    {
        var type = stage.GetType();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(TrivialEstimator<>))
            type = type.GetGenericArguments()[0];
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? type.Name : type.Name[..tick];
    }

    /// <summary>Runs a stage's schema work, naming the stage in what goes wrong.</summary>
    public static T At<T>(string place, string name, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SchemaException e)
        {
            throw e.At(name, place);
        }
    }
}
