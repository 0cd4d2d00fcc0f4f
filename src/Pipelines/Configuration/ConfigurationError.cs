using Microsoft.Extensions.Configuration;

namespace Pipelines;

/// <summary>What is wrong in a configuration, with the path where.</summary>
internal static class ConfigurationError
{
    public static PipelineException UnknownKey(IConfigurationSection section, string of, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToArray();
        var near = NameSuggestion.Nearest(section.Key, names);
        return new PipelineException(
            $"{section.Path}: {of} has no '{section.Key}'. {(near is null ? "" : $"Did you mean '{near}'? ")}It has "
            + $"{string.Join(", ", names)}.");
    }

    public static PipelineException WrongType(IConfigurationSection section, string expected, string? near = null, Exception? inner = null)
    {
        var given = section.GetChildren().Any() ? "a section" : string.IsNullOrEmpty(section.Value) ? "nothing" : $"'{section.Value}'";
        return new PipelineException($"{section.Path}: {given} is given where {expected} is expected."
            + $"{(near is null ? "" : $" Did you mean '{near}'?")}", inner);
    }
}
