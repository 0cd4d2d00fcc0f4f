using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>Which modules of a model an adapter goes into, and with what rank and alpha.</summary>
internal static class AdapterTargets
{
    private const int ListedNames = 12;

    /// <summary>The modules to adapt, in the model's order.</summary>
    /// <param name="model">The model; modules that are adapted already count as what they stand for.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="needsEach">Whether every name must match a module, not only one of them.</param>
    /// <exception cref="PeftException">A name matches nothing, or a module that cannot be adapted.</exception>
    public static List<NamedModule> Find(Module model, LoraOptions options, bool needsEach = true)
    {
        var modules = Modules(model);
        var saved = Saved(modules, options);
        List<NamedModule> found = [];
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var named in modules)
        {
            if (named.Name.Length == 0 || !IsTarget(model, named, options, used) || saved.Exists(s => IsWithin(named.Name, s.Name)))
                continue;
            if (named.Module is not (Projection or Lookup))
            {
                throw new PeftException(
                    $"'{named.Name}' is a {named.Module.GetType().Name}; adapters go into projections and embeddings. " +
                    "Name those below it: " +
                    $"{Names(modules.Where(m => IsWithin(m.Name, named.Name) && IsAdaptable(m.Module)).Select(m => LastName(m.Name)))}.");
            }

            if (options.HasBias && named.Module is Lookup)
                throw new PeftException($"'{named.Name}' is an embedding; HasBias is for projections.");
            found.Add(named);
        }

        var missing = options.TargetPattern is null && needsEach ? options.TargetModules.Where(t => !used.Contains(t)).ToList() : [];
        if (missing.Count > 0 || found.Count == 0)
            throw NoMatch(modules, options, missing);
        return found;
    }

    /// <summary>The modules that are trained whole, outermost ones only.</summary>
    /// <exception cref="PeftException">A name matches nothing.</exception>
    public static List<NamedModule> FindSaved(Module model, LoraOptions options)
    {
        var modules = Modules(model);
        foreach (var name in options.ModulesToSave)
        {
            if (!modules.Exists(m => m.Name.Length > 0 && m.Name.EndsWith(name, StringComparison.Ordinal)))
            {
                throw new PeftException(
                    $"ModulesToSave: no module's path ends in '{name}'. {Suggestion(name, modules.Select(m => LastName(m.Name)))}");
            }
        }

        var saved = Saved(modules, options);
        foreach (var (path, module) in saved)
        {
            if (QuantizedWeights.Of(module).Select(q => q.Path).FirstOrDefault() is { } within)
            {
                throw new PeftException(
                    $"ModulesToSave names '{path}', whose weight{(within.Length == 0 ? "" : $" '{within}'")} is quantized and cannot " +
                    "be trained. Put an adapter on it, or leave it out of the quantization (SkipModules).");
            }
        }

        return saved;
    }

    public static int Rank(string path, LoraOptions options) =>
        PathPattern.FirstForEnd(path, options.RankPattern.Keys) is { } key ? options.RankPattern[key] : options.Rank;

    public static double Alpha(string path, LoraOptions options) =>
        PathPattern.FirstForEnd(path, options.AlphaPattern.Keys) is { } key ? options.AlphaPattern[key] : options.Alpha;

    private static bool IsTarget(Module model, NamedModule named, LoraOptions options, HashSet<string> used)
    {
        var path = named.Name;
        if (options.TargetPattern is { } pattern)
            return PathPattern.MatchesWhole(path, pattern) && !IsExcluded(path, options);
        if (options.TargetModules is [LoraOptions.AllLinear])
        {
            used.Add(LoraOptions.AllLinear);
            return named.Module is Projection && path != (model as IOutputHead)?.HeadPath && !IsExcluded(path, options)
                && IsInLayers(path, options);
        }

        var isTarget = false;
        foreach (var name in options.TargetModules)
        {
            if (!PathPattern.EndsIn(path, name))
                continue;
            // A whole path is taken whatever the layers are; a name that is excluded everywhere is no mistake.
            used.Add(name);
            isTarget |= path == name || IsInLayers(path, options);
        }

        return isTarget && !IsExcluded(path, options);
    }

    private static bool IsInLayers(string path, LoraOptions options) =>
        options.LayersToTransform.Count == 0
        || (PathPattern.Layer(path, options.LayersPattern) is { } layer && options.LayersToTransform.Contains(layer));

    private static bool IsExcluded(string path, LoraOptions options) => options.ExcludePattern is { } pattern
        ? PathPattern.MatchesWhole(path, pattern)
        : options.ExcludeModules.Any(name => PathPattern.EndsIn(path, name));

    // What adapters added is not there for others.
    private static List<NamedModule> Modules(Module model)
    {
        List<NamedModule> modules = [];
        string? adapted = null;
        foreach (var named in model.NamedModules())
        {
            if (adapted is not null && named.Name.StartsWith(adapted, StringComparison.Ordinal))
                continue;
            adapted = named.Module is IAdapterModule ? named.Name + "." : null;
            modules.Add(named);
        }

        return modules;
    }

    private static List<NamedModule> Saved(List<NamedModule> modules, LoraOptions options)
    {
        List<NamedModule> saved = [];
        foreach (var named in modules)
        {
            var isSaved = named.Name.Length > 0 && options.ModulesToSave.Any(name => named.Name.EndsWith(name, StringComparison.Ordinal));
            if (isSaved && !saved.Exists(s => IsWithin(named.Name, s.Name)))
                saved.Add(named);
        }

        return saved;
    }

    private static bool IsWithin(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal) && (path.Length == outer.Length || path[outer.Length] == '.');

    private static bool IsAdaptable(Module module) => module is Projection or Lookup;

    private static string LastName(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static PeftException NoMatch(List<NamedModule> modules, LoraOptions options, List<string> missing)
    {
        var names = modules.Where(m => IsAdaptable(m.Module)).Select(m => LastName(m.Name)).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            var near = string.Join(" ", missing.Select(m => Suggestion(m, m.Contains('.', StringComparison.Ordinal)
                ? modules.Where(x => IsAdaptable(x.Module)).Select(x => x.Name)
                : names)));
            return new PeftException(
                $"TargetModules: '{string.Join("', '", missing)}' matches no module. {near} There are: {Names(names)}.");
        }

        var asked = options.TargetPattern is { } pattern
            ? $"TargetPattern '{pattern}' matches no whole path of a module"
            : $"No module is left of TargetModules '{string.Join("', '", options.TargetModules)}' after the layers and exclusions";
        var paths = modules.Where(m => IsAdaptable(m.Module)).Select(m => m.Name).ToList();
        return new PeftException($"{asked}. {Suggestion(options.TargetPattern ?? "", paths)} There are: {Names(paths)}.");
    }

    private static string Suggestion(string name, IEnumerable<string> candidates) =>
        NameSuggestion.Nearest(name, candidates) is { Length: > 0 } near ? $"Did you mean '{near}'?" : "";

    private static string Names(IEnumerable<string> names)
    {
        var distinct = names.Distinct(StringComparer.Ordinal).ToList();
        return string.Join(", ", distinct.Take(ListedNames)) + (distinct.Count > ListedNames ? ", …" : "");
    }
}
