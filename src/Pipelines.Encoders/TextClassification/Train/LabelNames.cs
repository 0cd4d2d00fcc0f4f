namespace Pipelines.Encoders;

/// <summary>Decides the names of a model's labels, from options, the model and the rows.</summary>
internal static class LabelNames
{
    private const int Shown = 20;

    /// <summary>The labels of a fresh model.</summary>
    /// <exception cref="PipelineException">There are fewer than two.</exception>
    public static string[] Fresh(string stage, ClassifyTextOptions options, IEnumerable<string> found)
    {
        if (options.Labels.Count > 0)
            return [.. options.Labels];
        var labels = TextLabels.Sorted(found.Distinct(StringComparer.Ordinal));
        return labels.Length >= 2 ? labels : throw new PipelineException(
            $"{stage}: all rows have the label '{string.Join("", labels)}', so there is nothing to tell apart. Check column " +
            $"'{options.LabelColumn}', or name the {nameof(options.Labels)}.");
    }

    /// <summary>Gives a model's labels names where they have none of their own, and checks those that are given.</summary>
    /// <exception cref="PipelineException">There are not as many, or they are others.</exception>
    public static void Settle(string stage, TextClassificationModel model, ClassifyTextOptions options, IEnumerable<string> found)
    {
        if (model.Problem == TextProblem.Regression)
            return;
        var hasNames = !TextLabels.AreDefaults(model.Labels);
        if (options.Labels.Count > 0)
        {
            if (options.Labels.Count != model.Labels.Count || (hasNames && !options.Labels.SequenceEqual(model.Labels)))
                throw Others(stage, model, options.Labels, "the options name");
            model.Rename([.. options.Labels]);
            return;
        }

        var learned = TextLabels.Sorted(found.Distinct(StringComparer.Ordinal));
        if (hasNames || learned.All(model.Labels.Contains))
            return;
        string[] numbers = [.. Enumerable.Range(0, model.Labels.Count).Select(i => $"{i}")];
        if (learned.All(numbers.Contains))
            model.Rename(numbers);
        else if (model.HasNewHead && learned.Length == model.Labels.Count)
            model.Rename(learned);
        else
            throw Others(stage, model, learned, "the rows have");
    }

    private static PipelineException Others(string stage, TextClassificationModel model, IList<string> labels, string who) => new(
        $"{stage}: the model has {model.Labels.Count} labels ({Listed(model.Labels)}), but {who} {labels.Count} ({Listed(labels)}). Load " +
        "the model with the right LabelCount or Labels, or name the Labels by index.");

    private static string Listed(IEnumerable<string> labels) =>
        string.Join(", ", labels.Take(Shown)) + (labels.Skip(Shown).Any() ? ", …" : "");
}
