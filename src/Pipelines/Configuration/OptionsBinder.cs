using System.Collections;
using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace Pipelines;

/// <summary>
/// Puts configuration into options, strictly: a key that is no option, or a value of a wrong type, is an error with its path. A list in the
/// configuration replaces the default one; an option that is not there keeps its default.
/// </summary>
internal static class OptionsBinder
{
    private const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;

    /// <summary>Sets the properties of an object from a section's keys.</summary>
    /// <exception cref="PipelineException">A key is unknown or a value of a wrong type.</exception>
    public static void Bind(IConfiguration section, object target) => Bind(section, target, kindKey: null);

    private static void Bind(IConfiguration section, object target, string? kindKey)
    {
        var properties = Properties(target.GetType());
        foreach (var child in section.GetChildren())
        {
            if (string.Equals(child.Key, kindKey, StringComparison.OrdinalIgnoreCase))
                continue;
            var property = properties.Find(p => string.Equals(p.Name, child.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw ConfigurationError.UnknownKey(child, target.GetType().Name, properties.Select(p => p.Name));
            var value = Convert(child, property.PropertyType, property.GetValue(target));
            if (property.SetMethod is { IsPublic: true })
                property.SetValue(target, value);
        }
    }

    private static object? Convert(IConfigurationSection section, Type type, object? current)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return HasNothing(section) ? null : Convert(section, underlying, current);
        if (ItemType(type) is { } item)
            return List(section, type, item);
        if (DictionaryValueType(type) is { } value)
            return Dictionary(section, value);
        if (IsScalar(type))
            return Scalar(section, type);
        if (!HasNothing(section) && type.GetCustomAttribute<JsonPolymorphicAttribute>(inherit: false) is { } polymorphic)
            return OneOfKinds(section, type, polymorphic.TypeDiscriminatorPropertyName ?? "$type", current);

        // Configuration cannot tell an empty object from null: both leave what is there.
        if (HasNothing(section))
        {
            return section.Value is not null || type.IsValueType ? throw ConfigurationError.WrongType(section, type.Name)
                : current ?? (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(type));
        }

        if (section.Value is not null || type.IsAbstract || type.IsInterface || typeof(Delegate).IsAssignableFrom(type))
            throw new PipelineException($"{section.Path}: {type.Name} cannot be given in configuration. Set this option in code.");
        return Object(section, type, current);
    }

    private static object Object(IConfigurationSection section, Type type, object? current)
    {
        // Records promise not to change: what others may hold is copied before it is set.
        var copy = current is not null && type.GetMethod("<Clone>$", PublicInstance) is { } clone ? clone.Invoke(current, null) : current;
        if (copy is null && type.GetConstructor(Type.EmptyTypes) is null)
            return Construct(section, type);
        copy ??= Activator.CreateInstance(type)!;
        Bind(section, copy);
        return copy;
    }

    // Options of several kinds, named as for System.Text.Json: the kind is a key among the others, or the only value. Without one it stays.
    private static object OneOfKinds(IConfigurationSection section, Type type, string key, object? current)
    {
        var kinds = type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
            .Where(kind => kind.TypeDiscriminator is string)
            .ToDictionary(kind => (string)kind.TypeDiscriminator!, StringComparer.OrdinalIgnoreCase);
        var named = section.Value is null ? section.GetSection(key) : section;
        var kind = current?.GetType();
        if (named.Exists())
        {
            kind = named.Value is { } name && kinds.TryGetValue(name, out var found) ? found.DerivedType
                : throw ConfigurationError.WrongType(
                    named, $"one of {string.Join(", ", kinds.Keys)}", NameSuggestion.Nearest(named.Value ?? "", [.. kinds.Keys]));
        }

        if (kind is null)
            throw new PipelineException($"{section.Path}: '{key}' is missing; it is one of {string.Join(", ", kinds.Keys)}.");
        var target = current?.GetType() == kind ? current : Activator.CreateInstance(kind)!;
        Bind(section, target, key);
        return target;
    }

    // Positional records: every key is a constructor parameter.
    private static object Construct(IConfigurationSection section, Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()
            ?? throw new PipelineException($"{section.Path}: {type.Name} cannot be given in configuration: it has no public constructor. "
                + "Set this option in code.");
        var parameters = constructor.GetParameters();
        foreach (var child in section.GetChildren())
        {
            if (!Array.Exists(parameters, p => string.Equals(p.Name, child.Key, StringComparison.OrdinalIgnoreCase)))
                throw ConfigurationError.UnknownKey(child, type.Name, parameters.Select(p => p.Name!));
        }

        var arguments = Array.ConvertAll(parameters, parameter =>
            section.GetSection(parameter.Name!) is var child && child.Exists() ? Convert(child, parameter.ParameterType, null)
            : parameter.HasDefaultValue ? parameter.DefaultValue
            : throw new PipelineException($"{section.Path}: '{parameter.Name}' is missing; a {type.Name} needs it."));
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static object Scalar(IConfigurationSection section, Type type)
    {
        if (section.GetChildren().Any() || section.Value is not { } text)
            throw ConfigurationError.WrongType(section, type.Name);
        if (type == typeof(string))
            return text;
        if (type.IsEnum)
        {
            // Numbers are parsed too; what a number means is not for a file to rely on.
            return Enum.TryParse(type, text, ignoreCase: true, out var found) && !char.IsAsciiDigit(text.Trim().FirstOrDefault())
                && text.Trim() is not ['-' or '+', ..]
                ? found
                : throw ConfigurationError.WrongType(
                    section, $"one of {string.Join(", ", Enum.GetNames(type))}", NameSuggestion.Nearest(text, Enum.GetNames(type)));
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text)
                ?? throw ConfigurationError.WrongType(section, type.Name);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            throw ConfigurationError.WrongType(section, type.Name, null, e);
        }
    }

    private static object? List(IConfigurationSection section, Type type, Type item)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length == 0)
        {
            if (!string.IsNullOrEmpty(section.Value))
                throw ConfigurationError.WrongType(section, $"a list of {item.Name}");
        }
        else if (Array.Find(children, child => !int.TryParse(child.Key, out _)) is { } named)
        {
            throw ConfigurationError.WrongType(named, $"a list of {item.Name}, without names");
        }

        var values = Array.CreateInstance(item, children.Length);
        for (var i = 0; i < children.Length; i++)
            values.SetValue(Convert(children[i], item, null), i);
        return type.IsInstanceOfType(values) && !type.IsGenericType ? values
            : type.IsInterface && type.GetGenericTypeDefinition() != typeof(ISet<>)
                ? Activator.CreateInstance(typeof(List<>).MakeGenericType(item), values)
            : type.IsInterface ? Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(item), values)
            : Activator.CreateInstance(type, values);
    }

    private static IDictionary Dictionary(IConfigurationSection section, Type value)
    {
        if (!string.IsNullOrEmpty(section.Value))
            throw ConfigurationError.WrongType(section, $"names with values of {value.Name}");
        var result = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), value))!;
        foreach (var child in section.GetChildren())
            result.Add(child.Key, Convert(child, value, null));
        return result;
    }

    private static List<PropertyInfo> Properties(Type type) =>
    [
        .. type.GetProperties(PublicInstance).Where(property =>
            property.GetIndexParameters().Length == 0 && property.GetMethod is { IsPublic: true }
            && (property.SetMethod is { IsPublic: true } || IsObject(property.PropertyType))),
    ];

    private static bool IsObject(Type type) =>
        type.IsClass && !IsScalar(type) && ItemType(type) is null && DictionaryValueType(type) is null
            && !typeof(Delegate).IsAssignableFrom(type);

    private static bool IsScalar(Type type) =>
        type == typeof(string) || type.IsPrimitive || type.IsEnum || type == typeof(decimal)
        || (type.Namespace == nameof(System) && TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)));

    private static Type? ItemType(Type type)
    {
        if (type.IsSZArray)
            return type.GetElementType();
        if (!type.IsGenericType)
            return null;
        var generic = type.GetGenericTypeDefinition();
        return generic == typeof(List<>) || generic == typeof(IList<>) || generic == typeof(IReadOnlyList<>)
            || generic == typeof(IEnumerable<>) || generic == typeof(ICollection<>) || generic == typeof(IReadOnlyCollection<>)
            || generic == typeof(HashSet<>) || generic == typeof(ISet<>)
            ? type.GetGenericArguments()[0]
            : null;
    }

    private static Type? DictionaryValueType(Type type)
    {
        if (!type.IsGenericType)
            return null;
        var generic = type.GetGenericTypeDefinition();
        return (generic == typeof(Dictionary<,>) || generic == typeof(IDictionary<,>) || generic == typeof(IReadOnlyDictionary<,>))
            && type.GetGenericArguments()[0] == typeof(string)
            ? type.GetGenericArguments()[1]
            : null;
    }

    private static bool HasNothing(IConfigurationSection section) => string.IsNullOrEmpty(section.Value) && !section.GetChildren().Any();
}
