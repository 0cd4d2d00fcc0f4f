using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>
/// Which parameters of a model are trained; the others are frozen: they cost no gradient work, no gradient memory, and stay as they are to
/// the bit. The choice stays with the model after training. In patterns <c>*</c> stands for any characters and <c>?</c> for one, and the
/// whole name must match; a pattern that matches nothing is an error.
/// </summary>
public sealed partial class TrainableParameters : IValidatableObject
{
    /// <summary>A part of the model; null for none, or without <see cref="Train"/> for what is trainable already.</summary>
    [EnumDataType(typeof(TrainableScope))]
    public TrainableScope? Scope { get; set; }

    /// <summary>Patterns of names of parameters to train, beside those of <see cref="Scope"/>.</summary>
    public IReadOnlyList<string> Train { get; set; } = [];

    /// <summary>Patterns of names of parameters to freeze, whatever else says that they are trained.</summary>
    public IReadOnlyList<string> Freeze { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Train.Concat(Freeze).Any(string.IsNullOrWhiteSpace))
            yield return new ValidationResult("A pattern in Train or Freeze is empty.", [nameof(Train), nameof(Freeze)]);
    }

    /// <summary>Freezes and unfreezes a model's parameters. Nothing is changed where something does not fit.</summary>
    /// <exception cref="OptionsException">A pattern or the scope matches no parameter, or nothing is left to train.</exception>
    public void Apply(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        NamedParameter[] parameters = [.. module.NamedParameters()];
        foreach (var pattern in Train.Concat(Freeze))
        {
            if (!Array.Exists(parameters, named => Matches(pattern, named.Name)))
                throw Error(NoMatch(pattern, parameters));
        }

        var trained = new bool[parameters.Length];
        if (Scope is { } scope)
            Choose(scope, module, parameters, trained);
        for (var i = 0; i < trained.Length; i++)
        {
            var name = parameters[i].Name;
            if (Scope is null && Train.Count == 0)
                trained[i] = parameters[i].Parameter.RequiresGradient;
            trained[i] |= MatchesAny(Train, name);
            trained[i] &= !MatchesAny(Freeze, name);
        }

        if (!Array.Exists(trained, isTrained => isTrained))
            throw Error($"none of the {parameters.Length} parameters is left to train. Take a pattern out of Freeze, or add one to Train.");
        for (var i = 0; i < trained.Length; i++)
            parameters[i].Parameter.RequiresGradient = trained[i];
    }

    private static void Choose(TrainableScope scope, Module module, NamedParameter[] parameters, bool[] trained)
    {
        switch (scope)
        {
            case TrainableScope.LastLayer:
                ChooseLastLayer(parameters, trained);
                break;
            case TrainableScope.Embeddings:
                var tables = module.NamedModules().Where(named => named.Module is Lookup)
                    .SelectMany(named => named.Module.Parameters()).ToHashSet<Parameter>(ReferenceEqualityComparer.Instance);
                for (var i = 0; i < trained.Length; i++)
                    trained[i] = tables.Contains(parameters[i].Parameter);
                break;
            case TrainableScope.Biases:
                for (var i = 0; i < trained.Length; i++)
                    trained[i] = parameters[i].Name == "bias" || parameters[i].Name.EndsWith(".bias", StringComparison.Ordinal);
                break;
            case TrainableScope.Head:
                ChooseHead(module as IOutputHead, module, parameters, trained);
                break;
            default:
                Array.Fill(trained, true);
                break;
        }

        if (!Array.Exists(trained, isTrained => isTrained))
        {
            throw Error(
                $"Scope is {scope}, but the model has no such parameters; the first of its {parameters.Length} is '{parameters[0].Name}'.");
        }
    }

    private static void ChooseHead(IOutputHead? model, Module module, NamedParameter[] parameters, bool[] trained)
    {
        HashSet<Parameter> head = new(ReferenceEqualityComparer.Instance);
        if (model?.TiedWeight is { } tied)
            head.Add(tied);
        else if (model?.HeadPath is { } path)
            head.UnionWith(module.GetModule(path).Parameters());
        for (var i = 0; i < trained.Length; i++)
            trained[i] = head.Contains(parameters[i].Parameter);
    }

    // Of several stacks of layers the last; a name like model.layers.11.mlp.up_proj.weight says stack and number.
    private static void ChooseLastLayer(NamedParameter[] parameters, bool[] trained)
    {
        var layers = Array.ConvertAll(parameters, named => Layer().Match(named.Name));
        var last = Array.FindLastIndex(layers, layer => layer.Success);
        if (last < 0)
            return;
        var stack = layers[last].Groups[1].Value;
        var number = layers.Where(layer => layer.Success && layer.Groups[1].Value == stack).Max(Number);
        for (var i = 0; i < trained.Length; i++)
            trained[i] = i > last || (layers[i].Success && layers[i].Groups[1].Value == stack && Number(layers[i]) == number);
    }

    private static int Number(Match layer) => int.Parse(layer.Groups[2].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^((?:[^.]+\.)*?)(\d{1,9})\.")]
    private static partial Regex Layer();

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private static bool MatchesAny(IReadOnlyList<string> patterns, string name)
    {
        foreach (var pattern in patterns)
        {
            if (Matches(pattern, name))
                return true;
        }

        return false;
    }

    private static string NoMatch(string pattern, NamedParameter[] parameters)
    {
        // The nearest among the parts of names that have as many words as the pattern.
        var core = pattern.Trim('*', '.');
        var words = core.Split('.').Length;
        var near = NameSuggestion.Nearest(core, parameters.SelectMany(named => Parts(named.Name, words)).Distinct());
        var example = Array.Find(parameters, named => near is null || named.Name.Contains(near, StringComparison.Ordinal));
        var contains = Array.Find(parameters, named => named.Name.Contains(core, StringComparison.Ordinal));
        var hint = contains.Name is { } inside ? $"The whole name must match, as of '{inside}': write '*{core}*'."
            : near is null ? $"The first is '{example.Name}'."
            : $"Did you mean '{near}', as in '{example.Name}'?";
        return $"the pattern '{pattern}' matches none of the {parameters.Length} parameters. {hint}";
    }

    private static IEnumerable<string> Parts(string name, int words)
    {
        var all = name.Split('.');
        for (var first = 0; first + words <= all.Length; first++)
            yield return string.Join('.', all, first, words);
    }

    private static OptionsException Error(string message) => new(nameof(TrainableParameters), [message]);
}
