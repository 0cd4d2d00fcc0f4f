using Pipelines.Samples;

namespace Inspect;

/// <summary>What the command line asked for.</summary>
/// <param name="Model">The folder; null to write a tiny one.</param>
/// <param name="ListsTensors">Whether each layer is listed.</param>
/// <param name="Seed">Decides the weights of a model that is written.</param>
/// <param name="Out">The output folder.</param>
internal sealed record InspectSettings(string? Model, bool ListsTensors, int Seed, string Out)
{
    /// <summary>The settings in force, for the report; of the folder only its name.</summary>
    public Dictionary<string, object?> Describe() => new()
    {
        ["model"] = PathName.Of(Model),
        ["tensors"] = ListsTensors,
        ["seed"] = Model is null ? Seed : null,
    };
}
