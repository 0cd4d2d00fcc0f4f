using System.Reflection;

namespace Pipelines.PublicApi.Documentation;

/// <summary>What a member overrides or implements: where its documentation is inherited from.</summary>
internal static class Origins
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The nearest first; generic types and methods by their definitions.</summary>
    public static IEnumerable<MemberInfo> Of(MemberInfo member) => member switch
    {
        Type type => Bases(type),
        ConstructorInfo constructor => constructor.DeclaringType!.BaseType is { } parent
            ? Definition(parent).GetConstructors(All).Where(c => SameParameters(c.GetParameters(), constructor.GetParameters())) : [],
        MethodInfo method => OfMethod(method),
        PropertyInfo property =>
            property.GetAccessors(nonPublic: true).Take(1).SelectMany(OfMethod).Select(PropertyOf).OfType<MemberInfo>(),
        EventInfo { AddMethod: { } add } =>
            OfMethod(add).Select(a => a.DeclaringType!.GetEvents(All).FirstOrDefault(e => e.AddMethod == a)).OfType<MemberInfo>(),
        _ => [],
    };

    private static IEnumerable<Type> Bases(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object))
            yield return Definition(parent);
        foreach (var contract in type.GetInterfaces())
            yield return Definition(contract);
    }

    private static IEnumerable<MethodInfo> OfMethod(MethodInfo method)
    {
        if (method.IsVirtual)
        {
            for (var type = method.DeclaringType!.BaseType; type is not null; type = type.BaseType)
            {
                var found = Definition(type).GetMethods(All).FirstOrDefault(m => m.IsVirtual && Same(m, method));
                if (found is not null)
                    yield return found;
            }
        }

        if (method.DeclaringType!.IsInterface)
            yield break;
        foreach (var contract in method.DeclaringType.GetInterfaces())
        {
            var map = method.DeclaringType.GetInterfaceMap(contract);
            for (var i = 0; i < map.TargetMethods.Length; i++)
            {
                // A method with `in` parameters stands behind one that the compiler puts before it.
                var target = map.TargetMethods[i];
                var isBefore = target.IsPrivate && target.Name.EndsWith("." + method.Name, StringComparison.Ordinal)
                    && SameParameters(target.GetParameters(), method.GetParameters());
                if (target == method || isBefore)
                    yield return (MethodInfo)Unbound(map.InterfaceMethods[i]);
            }
        }
    }

    private static MethodBase Unbound(MethodBase method) =>
        method.DeclaringType is { IsGenericType: true, IsGenericTypeDefinition: false } type
            ? type.GetGenericTypeDefinition().GetMethods(All).First(m => m.MetadataToken == method.MetadataToken)
            : method;

    private static PropertyInfo? PropertyOf(MethodInfo accessor) =>
        accessor.DeclaringType!.GetProperties(All).FirstOrDefault(p => p.GetMethod == accessor || p.SetMethod == accessor);

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static bool Same(MethodInfo left, MethodInfo right) =>
        left.Name == right.Name && left.GetGenericArguments().Length == right.GetGenericArguments().Length
        && SameParameters(left.GetParameters(), right.GetParameters());

    // Parameters of generic types stand for others below: only the count and the names are compared there.
    private static bool SameParameters(ParameterInfo[] left, ParameterInfo[] right) =>
        left.Length == right.Length && left.Zip(right).All(pair =>
            pair.First.ParameterType.ContainsGenericParameters || pair.Second.ParameterType.ContainsGenericParameters
            || pair.First.ParameterType == pair.Second.ParameterType);
}
