using System.Reflection;
using System.Text.RegularExpressions;

namespace Pipelines.PublicApi.Documentation;

/// <summary>A number, a switch or a text that a method takes is described, or the text on the method speaks of it.</summary>
internal sealed partial class ParameterRule : IDocumentationRule
{
    public IEnumerable<string> Violations(MemberInfo member, MemberDocumentation? documentation)
    {
        if (documentation is null || documentation.IsForeign || documentation.IsInherited)
            yield break;
        if (member is not MethodBase method || method.GetParameters().Length == 1)
            yield break;
        var said = Words(documentation.Everything).ToHashSet(StringComparer.Ordinal);
        var unsaid = method.GetParameters().Where(p => documentation.Parameter(p.Name!) is null or "")
            .Where(p => !Words(p.Name!).Any(said.Contains)).ToList();
        // One text or one tensor is what the summary is about; a number or a switch is not clear by itself, nor is the second text.
        var many = unsaid.Count(p => IsPlain(p.ParameterType)) > 1;
        foreach (var parameter in unsaid.Where(p => IsNumber(p.ParameterType) || (many && IsPlain(p.ParameterType))))
        {
            if (!Clear.Contains(parameter.Name!))
                yield return $"it does not speak of '{parameter.Name}'";
        }
    }

    private static readonly HashSet<string> Clear =
        ["disposing", "index", "count", "left", "right", "other", "value", "item", "id", "seed"];

    private static bool IsNumber(Type type) => Plain(type) is { IsPrimitive: true };

    private static bool IsPlain(Type type) =>
        Plain(type) is { IsArray: true } or { IsEnum: true } or { IsByRefLike: true } or { Name: "Tensor" or "String" };

    private static Type Plain(Type type) => type.IsByRef ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;

    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(w => w.Value.ToLowerInvariant().TrimEnd('s'));

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
