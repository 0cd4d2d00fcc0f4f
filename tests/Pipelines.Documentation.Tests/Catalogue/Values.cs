using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace Pipelines.Documentation.Tests;

/// <summary>Types, defaults and ranges of options as readers see them; the same on every machine.</summary>
internal static class Values
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(object)] = "object",
    };

    /// <summary>A type's name, with generic arguments in words where they are a list's or a map's.</summary>
    /// <param name="type">The type.</param>
    /// <param name="name">Writes the name of a type that has none of its own here, such as with a link.</param>
    public static string Type(Type type, Func<Type, string> name)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Type(underlying, name);
        if (Keywords.TryGetValue(type, out var keyword))
            return $"`{keyword}`";
        if (typeof(Delegate).IsAssignableFrom(type))
            return "function";
        if (Dictionary(type) is { } pair)
            return $"map of {Type(pair[0], name)} to {Type(pair[1], name)}";
        return Item(type) is { } item ? $"list of {Type(item, name)}" : name(type);
    }

    /// <summary>What a list holds; null for what is none.</summary>
    public static Type? Item(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var item] ? item : null;

    /// <summary>What a map holds; null for what is none.</summary>
    public static Type[]? Dictionary(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [_, _] pair && typeof(IEnumerable).IsAssignableFrom(type) ? pair : null;

    /// <summary>A value as C# would write it; of options inside options the class, unless that is the option's own.</summary>
    public static string Default(object? value, Type? declared = null) => value switch
    {
        null => "null",
        string text => $"\"{Escaped(text)}\"",
        char sign => $"'{Escaped(sign.ToString())}'",
        bool flag => flag ? "true" : "false",
        Enum name => name.ToString(),
        double.PositiveInfinity or float.PositiveInfinity => "infinity",
        // 0.1f is 0.1 to readers.
        float single => Number(double.Parse(single.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
        int or uint or long or ulong or byte or double => Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IDictionary { Count: 0 } => "{}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(item => Default(item)))}]",
        _ => value.GetType() == declared ? "new()" : $"new {value.GetType().Name}()",
    };

    /// <summary>What the annotations of an option ask for; empty where they ask for nothing.</summary>
    public static string Range(PropertyInfo property) =>
        string.Join("; ", property.GetCustomAttributes<ValidationAttribute>(inherit: true).Select(Rule).Where(rule => rule.Length > 0));

    private static string Rule(ValidationAttribute attribute) => attribute switch
    {
        RequiredAttribute { AllowEmptyStrings: true } => "not null",
        RequiredAttribute => "required",
        RangeAttribute range => Between(range),
        MinLengthAttribute { Length: 1 } => "not empty",
        MinLengthAttribute least => $"{least.Length} or more",
        MaxLengthAttribute most => $"at most {most.Length}",
        LengthAttribute length => $"{length.MinimumLength} to {length.MaximumLength}",
        AllowedValuesAttribute allowed => "one of " + string.Join(", ", allowed.Values.Select(value => Default(value))),
        RegularExpressionAttribute { ErrorMessage: { } message } => message.Split([',', ';', '.'])[0],
        RegularExpressionAttribute pattern => $"matches `{pattern.Pattern}`",
        EnumDataTypeAttribute => "",
        _ => attribute.ErrorMessage?.TrimEnd('.') ?? attribute.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal),
    };

    private static string Between(RangeAttribute range)
    {
        var (least, most) = (Bound(range.Minimum), Bound(range.Maximum));
        return (range.MinimumIsExclusive, IsOpen(range.Maximum)) switch
        {
            (false, true) => $"{least} or more",
            (true, true) => $"above {least}",
            (var above, _) => $"{(above ? "above " : "")}{least} to {(range.MaximumIsExclusive ? "below " : "")}{most}",
        };
    }

    private static bool IsOpen(object bound) => bound is int.MaxValue or long.MaxValue or double.MaxValue or double.PositiveInfinity;

    private static string Bound(object bound) => bound is string text ? text
        : Number(Convert.ToDouble(bound, CultureInfo.InvariantCulture));

    private static string Number(double number) => Math.Abs(number) >= 1e4 && number == Math.Floor(number) && Math.Abs(number) < 1e15
        ? number.ToString("N0", CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal)
            .Replace("E-", "e-", StringComparison.Ordinal)
            .Replace("E+", "e", StringComparison.Ordinal);

    private static string Escaped(string text) => string.Concat(text.Select(sign => sign switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '"' => "\\\"",
        '\\' => "\\\\",
        _ => sign.ToString(),
    }));
}
