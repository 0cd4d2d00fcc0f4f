namespace Pipelines;

/// <summary>How errors and logs name a stage: its class, without generic arity.</summary>
internal static class StageName
{
    public static string Of(object stage) => Of(stage.GetType());

    public static string Of(Type type)
    {
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? type.Name : type.Name[..tick];
    }
}
