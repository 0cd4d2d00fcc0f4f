namespace Contoso.OutputGain;

public class OutputGainOptions
{
    /// <summary>Projections by the end of their path.</summary>
    public IReadOnlyList<string> TargetModules { get; set; } = [];
}
