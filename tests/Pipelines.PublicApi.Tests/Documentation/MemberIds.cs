using System.Reflection;

namespace Pipelines.PublicApi.Documentation;

/// <summary>What the compiler calls a member in its documentation file: <c>M:Pipelines.Shape.With(System.Int32,System.Int64)</c>.</summary>
internal static class MemberIds
{
    public static string Of(MemberInfo member) => member switch
    {
        Type type => "T:" + Path(type),
        FieldInfo field => $"F:{Path(field.DeclaringType!)}.{field.Name}",
        EventInfo @event => $"E:{Path(@event.DeclaringType!)}.{Name(@event)}",
        PropertyInfo property => $"P:{Path(property.DeclaringType!)}.{Name(property)}{Parameters(property.GetIndexParameters())}",
        MethodBase method =>
            $"M:{Path(method.DeclaringType!)}.{Name(method)}{Generic(method)}{Parameters(method.GetParameters())}{Result(method)}",
        _ => throw new ArgumentException($"{member.MemberType} {member.Name} has no id.", nameof(member)),
    };

    // Explicit implementations and constructors hold dots and brackets that the file writes otherwise.
    private static string Name(MemberInfo member) => member.Name.Replace('.', '#').Replace('<', '{').Replace('>', '}').Replace(',', '@');

    private static string Path(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Generic(MethodBase method) => method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : "";

    private static string Result(MethodBase method) =>
        method is MethodInfo { Name: "op_Implicit" or "op_Explicit" } conversion ? "~" + Argument(conversion.ReturnType) : "";

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(p => Argument(p.ParameterType)))})";

    private static string Argument(Type type)
    {
        if (type.IsByRef)
            return Argument(type.GetElementType()!) + "@";
        if (type.IsPointer)
            return Argument(type.GetElementType()!) + "*";
        if (type.IsArray)
        {
            var rank = type.GetArrayRank();
            return Argument(type.GetElementType()!) + (rank == 1 ? "[]" : $"[{string.Join(',', Enumerable.Repeat("0:", rank))}]");
        }

        if (type.IsGenericParameter)
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        if (!type.IsGenericType)
            return type.FullName!.Replace('+', '.');
        // Each level of a nested type takes its own arguments.
        var arguments = type.GetGenericArguments();
        var levels = new Stack<Type>();
        for (var level = type; level is not null; level = level.DeclaringType)
            levels.Push(level);
        var (text, used) = (type.Namespace ?? "", 0);
        foreach (var level in levels)
        {
            var count = level.GetGenericArguments().Length;
            var tick = level.Name.IndexOf('`', StringComparison.Ordinal);
            text += (text.Length == 0 ? "" : ".") + (tick < 0 ? level.Name : level.Name[..tick]);
            if (count > used)
                text += $"{{{string.Join(',', arguments[used..count].Select(Argument))}}}";
            used = count;
        }

        return text;
    }
}
