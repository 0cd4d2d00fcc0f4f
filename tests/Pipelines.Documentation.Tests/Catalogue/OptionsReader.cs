using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Pipelines.Documentation.Tests;

/// <summary>The options of a class, as a fresh object of it has them.</summary>
internal static class OptionsReader
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<OptionProperty>> Known = new();

    private static readonly Lazy<ILookup<string, string>> Sources = new(() =>
        Repository.Files("src", "*Options.*cs").ToLookup(file => Path.GetFileName(file).Split('.')[0], file => file));

    /// <summary>The options that a user sets, those of base classes last, each class's in the order of its source.</summary>
    public static IReadOnlyList<OptionProperty> Read(Type type) => Known.GetOrAdd(type, Find);

    private static IReadOnlyList<OptionProperty> Find(Type type)
    {
        var instance = Create(type);
        return
        [
            .. Hierarchy(type).SelectMany(declaring => declaring
                .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(IsOption)
                .OrderBy(property => SourcePosition(declaring, property.Name))
                .ThenBy(property => property.MetadataToken)
                .Select(property => new OptionProperty(property, instance is null ? null
                    : Values.Default(property.GetValue(instance), property.PropertyType))))
                .DistinctBy(option => option.Name),
        ];
    }

    /// <summary>The class and its bases, up to <see cref="object"/>.</summary>
    public static IEnumerable<Type> Hierarchy(Type type)
    {
        for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
            yield return current;
    }

    /// <summary>Whether a class is options, or settings inside options: what a user makes and fills, and no model, service or
    /// view.</summary>
    public static bool IsOptions(Type type) =>
        type.IsClass && type.Namespace?.StartsWith("Pipelines", StringComparison.Ordinal) == true
        && !typeof(Delegate).IsAssignableFrom(type)
        && !typeof(IEnumerable).IsAssignableFrom(type) && !typeof(IDisposable).IsAssignableFrom(type)
        && (type.GetConstructor(Type.EmptyTypes) is not null || Kinds(type).Count > 0) && type.GetProperties().Any(IsOption);

    /// <summary>The classes that configuration chooses from by a key, with their keys.</summary>
    public static IReadOnlyList<(string Key, Type Type)> Kinds(Type type) =>
        [.. type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
            .Select(kind => ($"{kind.TypeDiscriminator}", kind.DerivedType))];

    private static object? Create(Type type) => type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is not { } make
        ? null
        : make.Invoke(null);

    // Delegates are options; computed properties are none.
    private static bool IsOption(PropertyInfo property) =>
        property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
        && (property.SetMethod is { IsPublic: true }
            || (Values.Item(property.PropertyType) is not null && IsMutable(property.PropertyType)));

    private static bool IsMutable(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var list
        && (list == typeof(IList<>) || list == typeof(List<>));

    // Reflection has the order of the source, but for classes in several files: there it is the order in which the compiler got them.
    private static int SourcePosition(Type type, string name)
    {
        var files = Sources.Value[type.Name].ToList();
        if (files.Count < 2)
            return 0;
        var text = string.Concat(files.Order(StringComparer.Ordinal).Reverse().Select(File.ReadAllText));
        return Regex.Match(text, $@"^    public [^=(]*\b{name}\s*(\{{|=>|$)", RegexOptions.Multiline).Index;
    }
}
