using System.Text.Json.Nodes;

namespace Pipelines.Peft;

/// <summary>An adapter as a whole: what it was asked to be and where it is.</summary>
internal sealed class LoraAdapter(string name, LoraOptions options, IReadOnlyList<string> paths) : IDisposable
{
    public string Name { get; } = name;

    public LoraOptions Options { get; } = options;

    /// <summary>The paths of the modules it is on.</summary>
    public IReadOnlyList<string> Paths { get; } = paths;

    /// <summary>Its values of parameters of the base.</summary>
    public List<TrainedCopy> Copies { get; } = [];

    /// <summary>The configuration it was read from, whose unknown keys are written again; null for none.</summary>
    public JsonObject? Config { get; set; }

    public void Dispose()
    {
        foreach (var copy in Copies)
            copy.Dispose();
    }
}
