using System.Globalization;
using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>What a <c>config.json</c> says of a classifier of texts: labels and problem.</summary>
internal static class TextClassificationConfig
{
    private const int LabelLimit = 1 << 20;
    private const int DefaultCount = 2; // the reference library's

    private static readonly Dictionary<string, TextProblem> Problems = new(StringComparer.Ordinal)
    {
        ["single_label_classification"] = TextProblem.SingleLabel,
        ["regression"] = TextProblem.Regression,
    };

    /// <summary>Reads labels and problem; without a <c>problem_type</c> one output is a number.</summary>
    /// <exception cref="ModelFolderException">They are wrong, or of a problem that is not known here.</exception>
    public static (string[] Labels, TextProblem Problem) Read(ConfigSection config)
    {
        var labels = ReadLabels(config);
        var problem = config.Has("problem_type")
            ? config.GetChoice("problem_type", Problems)
            : labels.Length == 1 ? TextProblem.Regression : TextProblem.SingleLabel;
        return TextLabels.Refuse(labels, problem) is { } wrong
            ? throw config.Error(config.Has("id2label") ? "id2label" : "num_labels", $"{wrong}.")
            : (labels, problem);
    }

    /// <summary>Adds labels and problem to an encoder's config.</summary>
    public static JsonObject Write(JsonObject config, IReadOnlyList<string> labels, TextProblem problem)
    {
        var (names, ids) = (new JsonObject(), new JsonObject());
        for (var i = 0; i < labels.Count; i++)
        {
            names[i.ToString(CultureInfo.InvariantCulture)] = labels[i];
            ids[labels[i]] = i;
        }

        (config["id2label"], config["label2id"]) = (names, ids);
        config["problem_type"] = Problems.First(known => known.Value == problem).Key;
        return config;
    }

    private static string[] ReadLabels(ConfigSection config)
    {
        if (config.FindSection("id2label") is not { } names)
            return TextLabels.Defaults(config.GetInt32("num_labels", DefaultCount, minimum: 1, maximum: LabelLimit));
        var labels = new string[names.Names.Count()];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = names.GetString(i.ToString(CultureInfo.InvariantCulture));
        return labels;
    }
}
