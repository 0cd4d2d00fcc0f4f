using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>Where the sublayers of a model's layers begin and end.</summary>
internal static class BottleneckPlaces
{
    // The projection that ends a sublayer, and those that may begin it and read nothing but its input, by the ends of their paths.
    private static readonly (string End, string[] Begins)[] Attention =
    [
        ("attn.c_proj", ["attn.c_attn"]),
        ("self_attn.o_proj", ["self_attn.qkv_proj", "self_attn.q_proj"]),
        ("attention.output.dense", ["attention.self.value", "attention.self.value_proj"]),
        ("SelfAttention.o", ["SelfAttention.q"]),
        ("EncDecAttention.o", ["EncDecAttention.q"]),
    ];

    private static readonly (string End, string[] Begins)[] FeedForward =
    [
        ("mlp.c_proj", ["mlp.c_fc"]),
        ("mlp.down_proj", ["mlp.gate_up_proj", "mlp.gate_proj"]),
        ("output.dense", ["intermediate.dense"]),
        ("DenseReluDense.wo", ["DenseReluDense.wi_0", "DenseReluDense.wi"]),
    ];

    /// <summary>The ends of the sublayers that get an adapter, with the path of what begins them where that is known.</summary>
    /// <exception cref="PeftException">A name matches no projection, or none is there to be adapted.</exception>
    public static List<BottleneckPlace> Find(Module model, BottleneckOptions options)
    {
        var modules = Projections(model);
        List<BottleneckPlace> places = [];
        if (options.AfterAttention)
            places.AddRange(Of(modules, options.AttentionModules, Attention, nameof(options.AttentionModules)));
        if (options.AfterFeedForward)
        {
            var ends = Of(modules, options.FeedForwardModules, FeedForward, nameof(options.FeedForwardModules));
            // BERT's attention ends in "output.dense" as well.
            places.AddRange(ends.Where(p => !PathPattern.EndsIn(p.Path, "attention.output.dense")));
        }

        places.RemoveAll(p => PathPattern.Layer(p.Path, []) is { } layer && options.LeaveOut.Contains(layer));
        return places.Count > 0 ? places : throw new PeftException("LeaveOut leaves no layer to put an adapter in.");
    }

    private static List<BottleneckPlace> Of(
        Dictionary<string, Projection> modules, IReadOnlyList<string> names, (string End, string[] Begins)[] known, string option)
    {
        List<BottleneckPlace> places = [];
        foreach (var name in names)
        {
            var before = places.Count;
            foreach (var (path, projection) in modules.Where(m => PathPattern.EndsIn(m.Key, name)))
                places.Add(new BottleneckPlace(path, projection, null, null));
            if (places.Count == before)
                throw new PeftException($"{option}: '{name}' matches no projection. {Suggestion(name, modules.Keys)}");
        }

        if (names.Count > 0)
            return places;
        foreach (var (path, projection) in modules)
        {
            foreach (var (end, begins) in known)
            {
                if (!PathPattern.EndsIn(path, end))
                    continue;
                var begin = begins.Select(b => path[..^end.Length] + b).FirstOrDefault(modules.ContainsKey);
                places.Add(new BottleneckPlace(path, projection, begin, begin is null ? null : modules[begin]));
            }
        }

        return places.Count > 0
            ? places
            : throw new PeftException(
                $"The model has no projection that is known to end a sublayer; name those that do in {option}. It has: " +
                $"{string.Join(", ", modules.Keys.Take(8))}{(modules.Count > 8 ? ", …" : "")}.");
    }

    // What adapters added is not there for others.
    private static Dictionary<string, Projection> Projections(Module model)
    {
        var modules = new Dictionary<string, Projection>(StringComparer.Ordinal);
        string? adapted = null;
        foreach (var (path, module) in model.NamedModules())
        {
            if (adapted is not null && path.StartsWith(adapted, StringComparison.Ordinal))
                continue;
            adapted = module is IAdapterModule ? path + "." : null;
            if (module is Projection projection)
                modules.Add(path, projection);
        }

        return modules;
    }

    private static string Suggestion(string name, IEnumerable<string> paths) =>
        NameSuggestion.Nearest(name, paths.Select(LastName).Distinct(StringComparer.Ordinal)) is { Length: > 0 } near
            ? $"Did you mean '{near}'?"
            : "";

    private static string LastName(string path) => path[(path.LastIndexOf('.') + 1)..];
}
