namespace Pipelines.PublicApi.Documentation;

/// <summary>Members that need not keep a rule, each with its reason. A reason that holds for many members belongs into the rule.</summary>
internal static class Exemptions
{
    private static readonly (string Rule, string Member, string Reason)[] All =
    [
        (nameof(ExceptionRule), "M:Pipelines.Predictor`2.Predict(`0)", "A null is refused as an argument before."),
        (nameof(ExceptionRule), "M:Pipelines.Predictor`2.Predict(`0,`1@)", "A null is refused as an argument before."),
    ];

    public static bool Has(IDocumentationRule rule, string member) => All.Any(e => e.Rule == rule.GetType().Name && e.Member == member);

    /// <summary>Those of which no violation is left.</summary>
    public static IEnumerable<string> Unneeded(IReadOnlySet<(string Rule, string Member)> violated) =>
        All.Where(e => !violated.Contains((e.Rule, e.Member))).Select(e => $"{e.Rule} {e.Member}");
}
