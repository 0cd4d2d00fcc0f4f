using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Finds the tensor of each parameter.</summary>
internal static class WeightMatcher
{
    public static WeightMatch Match(ModelWeights weights, string modelName, IReadOnlyList<ParameterShape> parameters, WeightMap map)
    {
        var assigned = Assign(weights, parameters, map, out var leftOver);
        List<WeightSource> sources = [];
        List<string> missing = [];
        List<string> optional = [];
        List<string> misfits = [];
        foreach (var parameter in parameters)
        {
            var name = parameter.Name;
            if (!assigned.TryGetValue(name, out var tensor))
                (WeightMap.EndsInAny(name, map.Optional) ? optional : missing).Add(name);
            else if (Misfit(weights, tensor, parameter, map) is { } misfit)
                misfits.Add(misfit);
            else
                sources.Add(new WeightSource(name, tensor, map.IsTransposed(name) && weights.Quantized.Find(tensor) is null));
        }

        leftOver.Sort(StringComparer.Ordinal);
        return new WeightMatch(weights.Path, modelName)
        {
            Sources = sources,
            Missing = missing,
            MissingOptional = optional,
            Misfits = misfits,
            Ignored = leftOver.FindAll(name => WeightMap.EndsInAny(name, map.Ignored)),
            Unused = leftOver.FindAll(name => !WeightMap.EndsInAny(name, map.Ignored)),
        };
    }

    /// <summary>Gives each parameter its tensor's name. Exact names go first: a file may hold both an old and a new name.</summary>
    private static Dictionary<string, string> Assign(
        ModelWeights weights, IReadOnlyList<ParameterShape> parameters, WeightMap map, out List<string> leftOver)
    {
        var known = parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var assigned = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> others = [];
        foreach (var tensor in weights.Names)
        {
            if (weights.Quantized.IsPart(tensor))
                continue;
            if (known.Contains(tensor))
                assigned.Add(tensor, tensor);
            else
                others.Add(tensor);
        }

        leftOver = others.FindAll(tensor =>
        {
            // A known extra, such as a mask, must not be taken for a parameter under another name.
            if (WeightMap.EndsInAny(tensor, map.Ignored))
                return true;
            foreach (var candidate in map.Candidates(tensor))
            {
                if (known.Contains(candidate) && assigned.TryAdd(candidate, tensor))
                    return false;
            }

            return true;
        });
        foreach (var (alias, name) in map.Aliases)
        {
            if (!known.Contains(name) || assigned.ContainsKey(name))
                continue;
            var index = leftOver.FindIndex(tensor => map.Candidates(tensor).Contains(alias));
            if (index < 0)
                continue;
            assigned.Add(name, leftOver[index]);
            leftOver.RemoveAt(index);
        }

        return assigned;
    }

    private static string? Misfit(ModelWeights weights, string tensor, ParameterShape parameter, WeightMap map)
    {
        var shape = parameter.Shape;
        // Quantized weights lie as they are multiplied with, whichever way the family's files hold others.
        if (weights.Quantized.Find(tensor) is { } stored)
            return stored.Shape == shape ? null : $"'{tensor}' is a quantized {stored.Shape}; {shape} was expected.";
        var entry = weights[tensor];
        var isTransposed = map.IsTransposed(parameter.Name);
        var fits = entry.Extents.Length == shape.Rank;
        for (var i = 0; fits && i < shape.Rank; i++)
            fits = entry.Extents[i] == shape[isTransposed ? shape.Rank - 1 - i : i];
        if (!fits)
        {
            var wanted = Enumerable.Range(0, shape.Rank).Select(i => shape[isTransposed ? shape.Rank - 1 - i : i]);
            return $"'{entry.Name}' is [{string.Join(", ", entry.Extents.ToArray())}]; [{string.Join(", ", wanted)}] was expected.";
        }

        var isFloat = entry.Type
            is SafetensorsType.Float32 or SafetensorsType.Float16 or SafetensorsType.BFloat16 or SafetensorsType.Float64;
        return isFloat || parameter.Type != ElementType.Float32
            ? null
            : $"'{entry.Name}' holds {entry.Type} elements; floating-point numbers, or codes in the layout of bitsandbytes, were expected.";
    }
}
