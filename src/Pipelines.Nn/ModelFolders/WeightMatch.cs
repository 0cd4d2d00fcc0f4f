namespace Pipelines.Nn;

/// <summary>How the weights of a folder and the parameters of a model correspond.</summary>
public sealed record WeightMatch
{
    private const int ListedNames = 10;

    internal WeightMatch(string path, string modelName)
    {
        Path = path;
        ModelName = modelName;
    }

    /// <summary>The weights file or index.</summary>
    public string Path { get; }

    /// <summary>The type of the model.</summary>
    public string ModelName { get; }

    /// <summary>The tensor of each parameter that has a fitting one.</summary>
    public required IReadOnlyList<WeightSource> Sources { get; init; }

    /// <summary>Parameters that need a tensor and have none.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Parameters without a tensor that keep their values.</summary>
    public required IReadOnlyList<string> MissingOptional { get; init; }

    /// <summary>Tensors whose shape or type does not fit their parameter: a sentence each.</summary>
    public required IReadOnlyList<string> Misfits { get; init; }

    /// <summary>Tensors that files of the family are known to hold besides parameters: masks, frequencies, position ids.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>Tensors that belong to nothing in the model.</summary>
    public required IReadOnlyList<string> Unused { get; init; }

    /// <summary>What was quantized while it was read; null for nothing.</summary>
    public QuantizationReport? Quantization { get; init; }

    /// <summary>Whether every parameter that needs a tensor has a fitting one.</summary>
    public bool IsComplete => Missing.Count == 0 && Misfits.Count == 0;

    /// <summary>Throws unless the match is complete.</summary>
    /// <exception cref="ModelFolderException">Tensors are missing, or do not fit; the message lists them.</exception>
    public void ThrowIfIncomplete()
    {
        if (IsComplete)
            return;
        var message = $"the weights do not fit {ModelName} as config.json describes it.";
        if (Misfits.Count > 0)
            message += $" {List(Misfits, " ")}";
        if (Missing.Count > 0)
            message += $" Missing: {List(Missing, ", ")}.";
        if (Missing.Count > 0 && Unused.Count > 0)
            message += $" In the file, but not in the model: {List(Unused, ", ")}.";
        throw new ModelFolderException(Path, message);
    }

    private static string List(IReadOnlyList<string> items, string separator) =>
        string.Join(separator, items.Take(ListedNames)) + (
            items.Count > ListedNames ? $"{separator}and {items.Count - ListedNames} more" : "");
}
