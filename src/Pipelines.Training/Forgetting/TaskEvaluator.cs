using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>Measures a model on held-out tasks.</summary>
internal sealed class TaskEvaluator(ITrainableModel model, int batchSize, CancellationToken cancellationToken)
{
    private const int FingerprintLength = 16;

    /// <summary>The fingerprint of the tokenizer that made the tasks' ids; null where none is known.</summary>
    /// <exception cref="PipelineException">They are of several, or not the model's own.</exception>
    public static string? TokenizerOf(IReadOnlyList<HeldOutTask> tasks, Tokenizer? own)
    {
        var known = own?.Fingerprint;
        foreach (var task in tasks)
        {
            var column = task.Data.Schema.GetColumnOrNull(task.Columns.InputIds) ?? task.Data.Schema.GetColumnOrNull(task.TokensColumn);
            if (column?.GetTokenizer()?.Fingerprint is not { } made)
                continue;
            known ??= made;
            if (made != known)
                throw new PipelineException(
                    $"The ids of task '{task.Name}' were made by another tokenizer (fingerprint {made}) than the model's or the other " +
                    $"tasks' ({known}): they mean other texts. Tokenize all tasks with the model's own.");
        }

        return known;
    }

    public TaskMeasurement Measure(HeldOutTask task)
    {
        var schema = task.Data.Schema;
        if (schema.GetColumnOrNull(task.Columns.InputIds) is not null && schema.GetColumnOrNull(task.Columns.Labels) is not null)
            return Measure(task, task.Data, task.Columns);
        if (schema.GetColumnOrNull(task.LossMaskColumn) is null)
        {
            throw new SchemaException(
                $"Task '{task.Name}' has neither '{task.Columns.InputIds}' and '{task.Columns.Labels}' nor '{task.TokensColumn}' and " +
                $"'{task.LossMaskColumn}'; its columns: {schema}. Put its rows through Pack, or through TokenizeExamples.");
        }

        var settings = new ExampleSettings(model.BlockSize, task.TokensColumn, task.LossMaskColumn, Empty: EmptyExampleHandling.Drop);
        using var store = ExampleStore.Read(task.Data, settings, cancellationToken);
        return Measure(task, ExampleView.OneARow(store, batchSize), new TrainingColumns());
    }

    private TaskMeasurement Measure(HeldOutTask task, IDataView data, TrainingColumns columns)
    {
        var (rows, labels, fingerprint) = Read(data, columns);
        if (labels == 0)
            throw new PipelineException(
                $"Task '{task.Name}' has no labels that count ({rows:N0} rows). Check that it is not empty and not masked entirely.");
        var loss = new Evaluator(model, data, columns, batchSize).Measure(0, cancellationToken);
        return new TaskMeasurement(task.Name, loss, rows, labels, fingerprint)
        {
            MetricName = task.Metric?.Name,
            Metric = task.Metric?.Measure(model),
            HigherIsBetter = task.Metric?.HigherIsBetter ?? true,
        };
    }

    private (long Rows, long Labels, string Fingerprint) Read(IDataView data, TrainingColumns columns)
    {
        string[] names = columns.Segments is { } segments
            ? [columns.InputIds, columns.Labels, segments]
            : [columns.InputIds, columns.Labels];
        var needed = Array.ConvertAll(names, name => data.Schema.RequireColumn<VBuffer<int>>(name));
        using var cursor = data.GetRowCursor(needed);
        var getters = Array.ConvertAll(needed, column => cursor.GetGetter<VBuffer<int>>(column));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        VBuffer<int> values = default;
        Span<int> length = stackalloc int[1];
        long rows = 0;
        long labels = 0;
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows++;
            for (var i = 0; i < getters.Length; i++)
            {
                getters[i](ref values);
                length[0] = values.Length;
                hash.AppendData(MemoryMarshal.AsBytes(length));
                hash.AppendData(MemoryMarshal.AsBytes(values.GetValues()));
                if (i != 1)
                    continue;
                foreach (var label in values.GetValues())
                    labels += label == TokenLabels.IgnoreIndex ? 0 : 1;
            }
        }

        return (rows, labels, Convert.ToHexStringLower(hash.GetHashAndReset())[..FingerprintLength]);
    }
}
