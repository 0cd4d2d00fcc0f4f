using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines.PublicApi.Documentation;

/// <summary>What a user of a package sees: its public types and their public and protected members, without those nobody wrote.</summary>
internal static class PublicMembers
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<MemberInfo> Of(Assembly assembly)
    {
        // Names with < are of the compiler: the holders of extension blocks.
        var types = assembly.GetExportedTypes().Where(t => !t.FullName!.Contains('<'));
        foreach (var type in types.OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            yield return type;
            if (typeof(Delegate).IsAssignableFrom(type))
                continue;
            var members = type.GetMembers(Declared).Where(m => IsVisible(m) && IsWritten(m));
            foreach (var member in members.OrderBy(MemberIds.Of, StringComparer.Ordinal))
                yield return member;
        }
    }

    /// <summary>The methods whose code runs when a member is called.</summary>
    public static IEnumerable<MethodBase> Bodies(MemberInfo member) => member switch
    {
        MethodBase method => [method],
        PropertyInfo property => property.GetAccessors(nonPublic: true).Where(IsVisible),
        _ => [],
    };

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo @event => @event.AddMethod is { } add && IsVisible(add),
        _ => false,
    };

    private static bool IsWritten(MemberInfo member) => member switch
    {
        // A constructor without parameters that does nothing is most often the compiler's own; the file does not have it.
        ConstructorInfo constructor => constructor is { IsStatic: false } && constructor.GetParameters().Length > 0
            && !constructor.IsDefined(typeof(CompilerGeneratedAttribute)),
        MethodInfo method => !method.Name.Contains('<') && !method.IsDefined(typeof(CompilerGeneratedAttribute))
            && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        PropertyInfo property => property.Name != "EqualityContract",
        FieldInfo field => !field.IsSpecialName,
        _ => true,
    };
}
