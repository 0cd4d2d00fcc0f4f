using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Pipelines.Nn;

/// <summary>Sorts a model's trainable parameters into groups of one learning rate and weight decay each.</summary>
public sealed partial record ParameterGrouping
{
    /// <summary>Whether parameters of less than two dimensions (biases, gains of norms) decay like the others.</summary>
    public bool DecaysVectors { get; init; }

    /// <summary>Patterns of names that do not decay; see <see cref="ParameterRule.Pattern"/>.</summary>
    public IReadOnlyList<string> WithoutDecay { get; init; } = [];

    /// <summary>
    /// Layer-wise decay of the learning rate (Clark et al. 2020): what comes after the layers has the whole rate, the last layer that times
    /// this factor, the layer below that times the factor again, down to the embeddings. 1 for none.
    /// </summary>
    public double LayerDecay { get; init; } = 1.0;

    /// <summary>Settings by name; all that match a parameter count, later ones after earlier ones.</summary>
    public IReadOnlyList<ParameterRule> Rules { get; init; } = [];

    /// <summary>The groups of a model's parameters that require a gradient, in the order of their first parameter.</summary>
    /// <exception cref="OptimizerException">A pattern matches no parameter.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The layers' factor is not in (0, 1].</exception>
    public IReadOnlyList<ParameterGroup> Apply(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (LayerDecay is not (> 0.0 and <= 1.0))
            throw new ArgumentOutOfRangeException(nameof(LayerDecay), LayerDecay, "The factor must be more than 0 and at most 1.");
        NamedParameter[] parameters = [.. module.NamedParameters().Where(named => named.Parameter.RequiresGradient)];
        foreach (var pattern in Rules.Select(rule => rule.Pattern).Concat(WithoutDecay))
        {
            if (parameters.Length > 0 && !Array.Exists(parameters, named => Matches(pattern, named.Name)))
            {
                throw new OptimizerException(
                    $"The pattern '{pattern}' matches none of the {parameters.Length} trainable parameters; "
                    + $"the first is called '{parameters[0].Name}'. '*' stands for any characters.");
            }
        }

        var depths = LayerDecay < 1.0 ? Depths(parameters) : new int[parameters.Length];
        var groups = new Dictionary<(double Factor, double? Decay), List<NamedParameter>>();
        for (var i = 0; i < parameters.Length; i++)
        {
            var settings = SettingsOf(parameters[i], depths[i]);
            if (!groups.TryGetValue(settings, out var members))
                groups.Add(settings, members = []);
            members.Add(parameters[i]);
        }

        return
        [
            .. groups.Select(group => new ParameterGroup(group.Value)
            {
                LearningRateFactor = group.Key.Factor,
                WeightDecay = group.Key.Decay,
            }),
        ];
    }

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    // How far below the output each parameter is: 0 after the layers, 1 in the last layer, one more than the first layer before them.
    private static int[] Depths(NamedParameter[] parameters)
    {
        var layers = Array.ConvertAll(parameters, named => Layer().Match(named.Name));
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in layers.Where(match => match.Success))
            counts[layer.Groups[1].Value] = Math.Max(counts.GetValueOrDefault(layer.Groups[1].Value), Number(layer) + 1);
        var deepest = counts.Count == 0 ? 0 : counts.Values.Max();
        var depths = new int[parameters.Length];
        var isAbove = false;
        for (var i = 0; i < parameters.Length; i++)
        {
            isAbove |= layers[i].Success;
            depths[i] = layers[i].Success ? counts[layers[i].Groups[1].Value] - Number(layers[i]) : isAbove ? 0 : deepest + 1;
        }

        return depths;
    }

    private static int Number(Match layer) => int.Parse(layer.Groups[2].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^((?:[^.]+\.)*?)(\d+)\.")]
    private static partial Regex Layer();

    private (double Factor, double? Decay) SettingsOf(NamedParameter named, int depth)
    {
        var factor = Math.Pow(LayerDecay, depth);
        var isVector = named.Parameter.Shape.Rank < 2;
        double? decay = (isVector && !DecaysVectors) || WithoutDecay.Any(pattern => Matches(pattern, named.Name)) ? 0.0 : null;
        foreach (var rule in Rules)
        {
            if (!Matches(rule.Pattern, named.Name))
                continue;
            factor *= rule.LearningRateFactor;
            decay = rule.WeightDecay ?? decay;
        }

        return (factor, decay);
    }
}
