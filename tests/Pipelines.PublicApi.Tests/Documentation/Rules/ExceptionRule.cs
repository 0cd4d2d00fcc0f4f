using System.Reflection;

namespace Pipelines.PublicApi.Documentation;

/// <summary>What a member throws of these packages' own exceptions, it names: the exception or one that it is a kind of.</summary>
internal sealed class ExceptionRule : IDocumentationRule
{
    public IEnumerable<string> Violations(MemberInfo member, MemberDocumentation? documentation)
    {
        if (documentation is null || typeof(Exception).IsAssignableFrom(member.DeclaringType))
            yield break;
        var named = documentation.Exceptions.ToHashSet(StringComparer.Ordinal);
        var all = PublicMembers.Bodies(member).SelectMany(ThrownExceptions.Of).Distinct();
        foreach (var thrown in all.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            if (!Kinds(thrown).Any(kind => named.Contains("T:" + kind.FullName)))
                yield return $"it throws {thrown.Name}, which it does not say";
        }
    }

    private static IEnumerable<Type> Kinds(Type type)
    {
        for (var kind = type; kind is not null && kind != typeof(Exception); kind = kind.BaseType)
            yield return kind;
    }
}
