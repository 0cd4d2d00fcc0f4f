using System.Reflection;
using System.Text.RegularExpressions;

namespace Pipelines.PublicApi.Documentation;

/// <summary>A number whose name speaks of a size, a length or a time says in what.</summary>
internal sealed partial class UnitRule : IDocumentationRule
{
    private static readonly HashSet<Type> Numbers =
        [typeof(int), typeof(long), typeof(uint), typeof(ulong), typeof(float), typeof(double), typeof(nint), typeof(nuint)];

    public IEnumerable<string> Violations(MemberInfo member, MemberDocumentation? documentation)
    {
        if (documentation is null || documentation.IsForeign || documentation.IsInherited)
            yield break;
        var type = member switch
        {
            PropertyInfo property => property.PropertyType,
            FieldInfo { IsLiteral: true, FieldType: var own } => own,
            _ => typeof(void),
        };
        if (NeedsUnit(type, member.Name) && !Unit().IsMatch(documentation.Everything))
            yield return "it has no unit";
        if (member is not MethodBase method)
            yield break;
        foreach (var parameter in method.GetParameters().Where(p => NeedsUnit(p.ParameterType, p.Name!)))
        {
            if (!Unit().IsMatch(documentation.Parameter(parameter.Name!) ?? documentation.Prose))
                yield return $"'{parameter.Name}' has no unit";
        }
    }

    private static bool NeedsUnit(Type type, string name) =>
        Numbers.Contains(Nullable.GetUnderlyingType(type) ?? type) && Measure().IsMatch(Upper(name)) && !NamedUnit().IsMatch(name);

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private const string Names =
        "Size|Length|Timeout|Interval|Duration|Delay|Elapsed|Memory|Capacity|Budget|Window|Every|Offset|Stride";

    // What comes first as a plural is what is counted: "Texts generated at once".
    private const string Counted = @"^(?!This|Its|Is|Has|Plus)\w+s\b|\b(most|many|number of|count of) \w+s\b|\bprocesses\b|\brequests\b";

    private const string Units =
        @"\b(bytes?|bits?|characters?|seconds?|milliseconds?|minutes?|tokens?|texts?|words?|pieces?|rows?|columns?|width|norm|length of the"
        + @"|steps?|items?|elements?|numbers?|values?|floats?|entries|positions?|dimensions?|passages?|examples?|sequences?|batch(es)?"
        + @"|micro-batches|ids?|queries|keys?|epochs?|parameters?|weights?|vectors?|units?)\b";

    [GeneratedRegex($"[a-z]({Names})s?$|^({Names})$", RegexOptions.None)]
    private static partial Regex Measure();

    [GeneratedRegex("(Byte|Second|Minute|Token|Row|Step|Character|Word)s?(Size|Length|Per|$)|Milliseconds")]
    private static partial Regex NamedUnit();

    [GeneratedRegex(Counted + "|" + Units, RegexOptions.IgnoreCase)]
    private static partial Regex Unit();
}
