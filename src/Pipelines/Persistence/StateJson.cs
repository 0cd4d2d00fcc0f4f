using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pipelines;

/// <summary>
/// The JSON of saved state: public properties that can be set or passed to a constructor. Whatever such JSON would lose is refused when
/// saving, and whatever it should not hold is refused when loading.
/// </summary>
internal static class StateJson
{
    /// <summary>The most that one state file may hold, in bytes; models belong in files of their own.</summary>
    public const int MaxBytes = 256 << 20;

    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepState } },
    };

    /// <summary>The JSON of a value, proven to read back as the same JSON.</summary>
    /// <exception cref="PipelineException">The value does not survive saving.</exception>
    public static byte[] Write(object? value, Type type)
    {
        byte[] json;
        object? back;
        try
        {
            json = JsonSerializer.SerializeToUtf8Bytes(value, type, Options);
            back = JsonSerializer.Deserialize(json, type, Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new PipelineException(
                $"{type.Name} cannot be saved as JSON: {e.Message} Make its state public properties of simple types, or implement "
                + "ISavableTransformer.", e);
        }

        if (json.Length > MaxBytes)
        {
            throw new PipelineException(
                $"The state of {type.Name} is {json.Length >> 20} MiB of JSON, more than {MaxBytes >> 20} MiB. Implement "
                + "ISavableTransformer and write it to a file of its own.");
        }

        try
        {
            if (!JsonSerializer.SerializeToUtf8Bytes(back, type, Options).AsSpan().SequenceEqual(json))
            {
                throw new PipelineException(
                    $"{type.Name} does not survive saving: what is read back is saved differently. Make its constructor keep what its "
                    + "properties say.");
            }
        }
        finally
        {
            if (!ReferenceEquals(back, value))
                (back as IDisposable)?.Dispose();
        }

        return json;
    }

    private static void KeepState(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || info.Type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
            return;

        // What can be neither set nor passed is computed from the rest.
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            var property = info.Properties[i];
            if (property.Set is null && property.AssociatedParameter is null && !property.IsExtensionData)
                info.Properties.RemoveAt(i);
        }

        var kept = info.Properties.Select(property => (property.AttributeProvider as MemberInfo)?.Name).ToHashSet();
        for (var type = info.Type; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!IsKept(type, field, kept))
                {
                    throw new PipelineException(
                        $"{info.Type.Name} would lose {Describe(field)} when saved. Make it a public property that can be set or has a "
                        + "constructor parameter of its name, "
                        + "mark it [JsonIgnore] if it can be made anew, or implement ISavableTransformer.");
                }
            }
        }
    }

    private static bool IsKept(Type type, FieldInfo field, HashSet<string?> kept)
    {
        if (field.IsDefined(typeof(JsonIgnoreAttribute)) || kept.Contains(field.Name))
            return true;
        if (PropertyOf(field) is not { } name)
            return false;
        var property = type.GetProperty(
            name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
        return kept.Contains(name) || property?.IsDefined(typeof(JsonIgnoreAttribute)) == true;
    }

    // The compiler names a property's field <Name>k__BackingField and a captured primary constructor parameter's <name>P.
    private static string? PropertyOf(FieldInfo field) =>
        field.Name.StartsWith('<') && field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
            ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)]
            : null;

    private static string Describe(FieldInfo field) => PropertyOf(field) is { } property ? $"property '{property}'"
        : field.Name.StartsWith('<') ? $"constructor parameter '{field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)]}'"
        : $"field '{field.Name}'";
}
