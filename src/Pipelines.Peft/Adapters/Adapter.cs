using System.Text.Json.Nodes;

namespace Pipelines.Peft;

/// <summary>One adapter of a model as a whole: its name and where it is.</summary>
public abstract class Adapter : IDisposable
{
    private protected Adapter(string name, IReadOnlyList<string> paths)
    {
        Name = name;
        Paths = paths;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The paths of the modules it is on.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Its values of parameters of the base.</summary>
    internal List<TrainedCopy> Copies { get; } = [];

    /// <summary>The configuration it was read from, whose unknown keys are written again; null for none.</summary>
    internal JsonObject? Config { get; set; }

    /// <summary>Releases what no module owns.</summary>
    public void Dispose()
    {
        foreach (var copy in Copies)
            copy.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>An adapter with what it was asked to be.</summary>
/// <typeparam name="TOptions">The method's options.</typeparam>
/// <param name="name">Its name.</param>
/// <param name="options">What it was asked to be; a copy of its own.</param>
/// <param name="paths">The paths of the modules it is on.</param>
public sealed class Adapter<TOptions>(string name, TOptions options, IReadOnlyList<string> paths) : Adapter(name, paths)
{
    /// <summary>What it was asked to be.</summary>
    public TOptions Options { get; } = options;
}
