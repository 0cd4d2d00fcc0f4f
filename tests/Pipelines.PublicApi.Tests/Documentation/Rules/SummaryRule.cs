using System.Reflection;
using System.Text.RegularExpressions;

namespace Pipelines.PublicApi.Documentation;

/// <summary>Every type and member has a summary that says more than its name.</summary>
internal sealed partial class SummaryRule : IDocumentationRule
{
    public IEnumerable<string> Violations(MemberInfo member, MemberDocumentation? documentation)
    {
        if (documentation is null)
            yield return "it is not documented";
        else if (documentation.IsForeign || documentation.IsInherited)
            yield break;
        else if (documentation.Summary.Length == 0)
            yield return "it has no summary";
        else if (NeedsMore(member) && SaysItsNameOnly(member, documentation.Summary + " " + documentation.Returns))
            yield return $"its summary \"{documentation.Summary}\" says no more than its name";
    }

    // A name is a name; a number has a unit or a range, and what may be null a meaning for it.
    private static bool NeedsMore(MemberInfo member) => member switch
    {
        Type => true,
        PropertyInfo { PropertyType: var type } =>
            type.IsPrimitive || type.IsArray || type == typeof(TimeSpan) || Nullable.GetUnderlyingType(type) is not null,
        _ => false,
    };

    private static bool SaysItsNameOnly(MemberInfo member, string summary)
    {
        var known = Words(member.Name + " " + (member is Type ? "" : member.DeclaringType!.Name)).ToHashSet(StringComparer.Ordinal);
        return Words(summary).All(word => word.Length < 3 || Empty.Contains(word) || known.Contains(word));
    }

    private static readonly HashSet<string> Empty =
        ["the", "get", "set", "thi", "it", "for", "and", "value", "instance", "new", "that", "which"];

    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(w => w.Value.ToLowerInvariant().TrimEnd('s'));

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
