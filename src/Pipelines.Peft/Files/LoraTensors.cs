using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>The tensors of LoRA's files.</summary>
internal static class LoraTensors
{
    private const int ListedNames = 5;

    /// <summary>Reads all tensors of a file into an adapter that has been placed.</summary>
    /// <exception cref="TensorFormatException">A tensor is missing, too many, or of another shape.</exception>
    public static void ReadInto(SafetensorsFile file, LoraAdapter adapter, LoraAdapters owner)
    {
        var unread = file.Entries.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var path in adapter.Paths)
        {
            var layer = owner.LayerAt(path);
            foreach (var (suffix, parameter) in layer.Tensors(adapter.Name))
            {
                var name = $"{LoraNames.Prefix}{path}.{suffix}";
                if (!unread.Remove(name))
                    throw Missing(file, name, parameter.Shape, $"the config puts an adapter on '{path}'");
                Read(file, name, parameter.Value);
            }

            var own = $"{LoraNames.Prefix}{path}.{LoraNames.BaseLayer}.weight";
            if (unread.Remove(own))
                ReadBase(file, own, path, layer, adapter);
        }

        foreach (var copy in adapter.Copies)
            ReadCopy(file, copy, adapter, unread);
        if (unread.Count == 0)
            return;
        var others = unread.Count > ListedNames ? $", and {unread.Count - ListedNames} more" : "";
        throw new TensorFormatException(
            file.Path, unread.Order(StringComparer.Ordinal).First(),
            $"the model has no place for it, by the adapter's config. Tensors without a place: " +
            $"{string.Join(", ", unread.Order(StringComparer.Ordinal).Take(ListedNames))}{others}. Is the adapter for another model?");
    }

    /// <summary>Joins what is subtracted to an adapter's tensors, so that they are a plain one's on the base as it is.</summary>
    public static void Convert(Dictionary<string, Tensor> tensors, string prefix, LoraWeights weights)
    {
        using var paused = GradientTape.Pause();
        if (weights.Start is not var (a, b))
            return;
        tensors[prefix + "lora_A.weight"] = Functional.Concat(0, weights.A.Value, a);
        tensors[prefix + "lora_B.weight"] = Functional.Concat(1, weights.B.Value, Functional.Scale(b, -1f));
    }

    /// <summary>The options of such a plain adapter: twice the rank and the same factor on the product.</summary>
    public static void Convert(LoraOptions options)
    {
        // Alpha over the rank, or its root, stays what it was.
        var factor = options.RankStabilized ? Math.Sqrt(2) : 2;
        options.Initialization = LoraInitialization.Default;
        options.Rank *= 2;
        options.Alpha *= factor;
        foreach (var key in options.RankPattern.Keys.ToList())
            options.RankPattern[key] *= 2;
        foreach (var key in options.AlphaPattern.Keys.ToList())
            options.AlphaPattern[key] *= factor;
    }

    private static void Read(SafetensorsFile file, string name, Tensor target)
    {
        var extents = file.Entries[name].Extents.ToArray();
        if (!extents.Select(e => (long)e).SequenceEqual(Enumerable.Range(0, target.Shape.Rank).Select(i => (long)target.Shape[i])))
        {
            throw new TensorFormatException(
                file.Path, name,
                $"it has shape [{string.Join(", ", extents)}]; {target.Shape} was expected by the rank in the config and the model's module. " +
                "Is the adapter for another model, or was its rank changed?");
        }

        file.ReadInto(name, target);
    }

    private static void ReadCopy(SafetensorsFile file, TrainedCopy copy, LoraAdapter adapter, HashSet<string> unread)
    {
        // Trained biases of adapted modules: as PEFT writes them now, as it did before, and not at all between.
        var name = LoraNames.Prefix + copy.Name;
        var older = LoraNames.Prefix + LoraNames.WithoutBase(copy.Name);
        var found = unread.Remove(name) ? name : unread.Remove(older) ? older : null;
        if (found is not null)
            Read(file, found, copy.Own);
        else if (adapter.Options.Bias == LoraBias.None || !copy.Name.EndsWith($"{LoraNames.BaseLayer}.bias", StringComparison.Ordinal))
            throw Missing(file, name, copy.Own.Shape, "the config trains it with the adapter");
    }

    // PEFT writes the base's weight beside an adapter of an embedding. Where it is not this base's, the adapter brings it along.
    private static void ReadBase(SafetensorsFile file, string name, string path, ILoraLayer layer, LoraAdapter adapter)
    {
        var copy = new TrainedCopy($"{path}.{LoraNames.BaseLayer}.weight", layer.BaseWeight, isTrained: false);
        try
        {
            Read(file, name, copy.Own);
        }
        catch
        {
            copy.Dispose();
            throw;
        }

        if (copy.Own.AsSpan<float>().SequenceEqual(layer.BaseWeight.Value.AsSpan<float>()))
            copy.Dispose();
        else
            adapter.Copies.Add(copy);
    }

    private static TensorFormatException Missing(SafetensorsFile file, string name, Shape shape, string why) =>
        new(file.Path, name, $"it is missing: {why}, so {shape} was expected. Is the file whole?");
}
