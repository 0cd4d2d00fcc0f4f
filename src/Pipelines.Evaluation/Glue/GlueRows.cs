namespace Pipelines.Evaluation;

/// <summary>Scores the rows of a task by its metrics.</summary>
internal sealed class GlueRows(GlueTask task, GlueOptions options, IDataView data, string label, string prediction)
{
    public GlueResult Score(EvaluationCatalog catalog, CancellationToken cancellationToken)
    {
        if (task.Metrics.Contains(GlueMetric.Pearson))
        {
            var numbers = catalog.Regression(data, label, prediction, SetIntervals, cancellationToken);
            return new GlueResult(task,
            [
                new MetricResult("Pearson", [], numbers.RowCount, numbers.Pearson, "pearson"),
                new MetricResult("Spearman", [], numbers.RowCount, numbers.Spearman, "spearman|ties:mean-rank"),
            ], numbers.RowCount);
        }

        if (task.Metrics.Contains(GlueMetric.AnswerF1))
        {
            var answers = catalog.ExactMatchAndF1(data, label, prediction, o =>
            {
                SetIntervals(o);
                o.Version = SquadVersion.V1;
            }, cancellationToken);
            return new GlueResult(task,
            [
                new MetricResult("F1", [.. answers.Rows.Select(r => r.F1)], answers.RowCount, answers.F1, "f1|squad:1.1"),
                new MetricResult(
                    "exact match", [.. answers.Rows.Select(r => r.ExactMatch)], answers.RowCount, answers.ExactMatch, "em|squad:1.1"),
            ], answers.RowCount);
        }

        var pairs = new LabelPairs(data.Schema, label, prediction, RankingTies.LowerIndexFirst);
        var (labels, predictions) = pairs.Read(data, cancellationToken);
        var groups = task.NeedsGroups ? ReadGroups(cancellationToken) : [];
        return new GlueResult(task, [.. task.Metrics.Select(m => Score(m, labels, predictions, groups))], labels.Count);
    }

    private void SetIntervals(MetricOptions o) => (o.BootstrapSamples, o.Seed) = (options.BootstrapSamples, options.Seed);

    private MetricResult Score(GlueMetric metric, List<string> labels, List<string> predictions, int[] groups)
    {
        switch (metric)
        {
            case GlueMetric.Accuracy:
                return MetricResult.OfMean("accuracy", [.. labels.Zip(predictions, (l, p) => l == p ? 1.0 : 0)], options, "accuracy");
            case GlueMetric.GroupExactMatch:
                return OfGroups("exact match", "em|of:groups", groups, rows => rows.All(r => labels[r] == predictions[r]));
            case GlueMetric.Parity:
                return OfGroups("parity", "parity|of:groups", groups, rows => rows.All(r => predictions[r] == predictions[rows[0]]));
        }

        var index = new ClassIndex(labels.Concat(predictions));
        var classes = index.Labels.Length;
        var positive = Array.IndexOf(index.Labels, options.PositiveLabel);
        if (metric == GlueMetric.F1 && (positive < 0 || classes > 2))
        {
            throw new PipelineException(
                $"The F1 of class '{options.PositiveLabel}' against one other is wanted; there are {string.Join(", ", index.Labels)}. "
                + $"Name the positive one in {nameof(GlueOptions)}.{nameof(GlueOptions.PositiveLabel)}.");
        }

        int[] cells = [.. labels.Select((l, i) => index[l] * classes + index[predictions[i]])];
        var estimate = Bootstrap.Figures(cells.Length, 1, options, (rows, figures) =>
        {
            var counts = new long[classes * classes];
            foreach (var row in rows)
                counts[cells[row]]++;
            figures[0] = metric switch
            {
                GlueMetric.F1 => ConfusionFigures.OfClass(counts, classes, positive).F1,
                GlueMetric.MacroF1 => ConfusionFigures.Macro(counts, classes).F1,
                _ => ConfusionFigures.MatthewsCorrelation(counts, classes),
            };
        })[0];
        var (name, signature) = metric switch
        {
            GlueMetric.F1 => ("F1", $"f1|positive:{options.PositiveLabel}"),
            GlueMetric.MacroF1 => ("macro F1", "f1|mean:macro"),
            _ => ("Matthews correlation", "mcc"),
        };
        return new MetricResult(name, [], cells.Length, estimate, signature);
    }

    // One value a group.
    private MetricResult OfGroups(string name, string signature, int[] groups, Func<List<int>, bool> isRight)
    {
        var rows = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < groups.Length; i++)
        {
            if (!rows.TryGetValue(groups[i], out var some))
                rows.Add(groups[i], some = []);
            some.Add(i);
        }

        return MetricResult.OfMean(name, [.. rows.Values.Select(r => isRight(r) ? 1.0 : 0)], options, signature);
    }

    private int[] ReadGroups(CancellationToken cancellationToken)
    {
        if (options.GroupColumn is not { } name)
        {
            throw new PipelineException(
                $"'{task.Name}' is scored by groups of rows; name the column in {nameof(GlueOptions)}.{nameof(GlueOptions.GroupColumn)}.");
        }

        var column = LabelColumn.Require(data.Schema, name);
        var (numbers, groups) = (new Dictionary<string, int>(), new List<int>());
        using var cursor = data.GetRowCursor([column.Column]);
        var read = column.Start(cursor);
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = string.Join('\n', read());
            if (!numbers.TryGetValue(key, out var number))
                numbers.Add(key, number = numbers.Count);
            groups.Add(number);
        }

        return [.. groups];
    }
}
