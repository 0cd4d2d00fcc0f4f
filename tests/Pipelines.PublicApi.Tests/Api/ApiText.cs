using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pipelines.PublicApi;

/// <summary>What an assembly offers to those outside, as sorted text: a line a member.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().Where(t => !t.Name.Contains('<')).OrderBy(TypeNames.Of, StringComparer.Ordinal))
        {
            text.Append(Declaration(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Declaration(Type type)
    {
        var name = TypeNames.Of(type) + Constraints(type.GetGenericArguments());
        if (type.IsEnum)
            return $"enum {name} : {TypeNames.Of(Enum.GetUnderlyingType(type))}";
        if (typeof(Delegate).IsAssignableFrom(type))
            return "delegate " + Signature(type.GetMethod("Invoke")!, name);
        var isRecord = type.GetMethod("<Clone>$") is not null;
        var kind = type.IsInterface ? "interface" : type.IsValueType ? "struct" : isRecord ? "record" : "class";
        var modifier = type.IsInterface || type.IsValueType ? "" : type is { IsAbstract: true, IsSealed: true } ? "static "
            : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Except(inherited).Select(TypeNames.Of)
            .Where(b => !b.StartsWith("IEquatable<", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            bases.Insert(0, TypeNames.Of(parent));
        return modifier + kind + " " + name + (bases.Count == 0 ? "" : " : " + string.Join(", ", bases));
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture)}");
        if (typeof(Delegate).IsAssignableFrom(type))
            return [];
        return
        [
            .. type.GetConstructors(Declared).Where(c => Visible(c) && !c.IsStatic).Select(c => Access(c) + "new" + Parameters(c)),
            .. type.GetFields(Declared).Where(f => (f.IsPublic || f.IsFamily) && !f.IsSpecialName).Select(Field),
            .. type.GetProperties(Declared).Where(p => p.Name != "EqualityContract" && p.GetAccessors(true).Any(Visible)).Select(Property),
            .. type.GetEvents(Declared).Where(e => e.AddMethod is { } add && Visible(add)).Select(
                e => $"event {TypeNames.Of(e.EventHandlerType!)} {e.Name}"),
            .. type.GetMethods(Declared).Where(IsOwn).Select(m => Access(m) + Modifier(m) + Signature(m, m.Name + Generic(m))),
        ];
    }

    // Accessors are shown with their property; what the compiler writes for records and lambdas nobody wrote.
    private static bool IsOwn(MethodInfo method) =>
        Visible(method) && !method.Name.Contains('<') && !method.IsDefined(typeof(CompilerGeneratedAttribute))
        && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifier(MethodInfo method) => method.IsStatic ? "static "
        : method.DeclaringType!.IsInterface ? (method.IsAbstract ? "" : "default ")
        : method.IsAbstract ? "abstract "
        : method.GetBaseDefinition() != method ? (method.IsFinal ? "sealed override " : "override ")
        : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";

    private static string Field(FieldInfo field) =>
        (field.IsPublic ? "" : "protected ") + (field.IsLiteral ? "const " : field.IsStatic ? "static " : "") + (
            field.IsInitOnly ? "readonly " : "")
        + $"{TypeNames.Of(field.FieldType)} {field.Name}" + (field.IsLiteral ? " = " + Value(field.GetRawConstantValue()) : "");

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(Visible).ToArray();
        var get = property.GetMethod is { } getter && Visible(getter) ? Protected(getter) + "get; " : "";
        var set = property.SetMethod is { } setter && Visible(setter)
            ? Protected(setter) + (
                setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ")
            : "";
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        return Access(accessors[0]) + Modifier(accessors[0]) + $"{TypeNames.Of(property.PropertyType)} {name} {{ {get}{set}}}";

        string Protected(MethodInfo accessor) => accessors[0].IsPublic && !accessor.IsPublic ? "protected " : "";
    }

    private static string Signature(MethodInfo method, string name) =>
        $"{TypeNames.Of(method.ReturnType)} "
        + $"{name}{Parameters(method)}{Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}";

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeNames.Of))}>" : "";

    private static string Parameters(MethodBase method) =>
        "(" + (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(
            ", ", method.GetParameters().Select(Parameter)) + ")";

    private static string Parameter(ParameterInfo parameter)
    {
        var mode = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        var many = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return many + mode + $"{TypeNames.Of(parameter.ParameterType)} {parameter.Name}" + (
            parameter.HasDefaultValue ? " = " + Value(parameter.RawDefaultValue) : "");
    }

    private static string Constraints(Type[] parameters) => string.Concat(parameters.Where(p => p.IsGenericParameter).Select(parameter =>
    {
        var attributes = parameter.GenericParameterAttributes;
        var parts = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            parts.Add("class");
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            parts.Add("struct");
        parts.AddRange(parameter.GetGenericParameterConstraints().Where(
            c => c != typeof(ValueType)).Select(TypeNames.Of).Order(StringComparer.Ordinal));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !parts.Contains("struct"))
            parts.Add("new()");
        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }));

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
