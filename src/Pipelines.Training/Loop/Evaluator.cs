using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>Measures a model's mean loss per label, on all rows or on a sample of them.</summary>
public sealed class Evaluator
{
    private const int SampleSeed = 0;

    private readonly ITrainableModel _model;
    private readonly IDataView _data;
    private readonly TrainingColumns _columns;
    private readonly int _batchSize;
    private readonly TokenBatch _batch = new();

    /// <summary>Makes an evaluator.</summary>
    /// <param name="model">What is measured.</param>
    /// <param name="data">Read anew by every measurement; it has the columns.</param>
    /// <param name="columns">Which columns are inputs and labels.</param>
    /// <param name="batchSize">Rows computed at once, at least 1.</param>
    public Evaluator(ITrainableModel model, IDataView data, TrainingColumns columns, int batchSize)
    {
        data.Schema.Require<VBuffer<int>>(columns.InputIds).Require<VBuffer<int>>(columns.Labels);
        _model = model;
        _data = data;
        _columns = columns;
        _batchSize = batchSize;
    }

    /// <summary>The mean loss per label, in nats.</summary>
    /// <param name="batches">How many batches to measure, of rows drawn at random, the same each time; 0 for all rows.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="PipelineException">No label counts.</exception>
    public double Measure(int batches, CancellationToken cancellationToken)
    {
        var wasTraining = _model.Module.IsTraining;
        _model.Module.ToEvaluation();
        try
        {
            // The first rows of a text are its beginning, which need not be like the rest.
            using var reader = new TokenBatchReader(_data, _columns, _batchSize, batches == 0 ? null : SampleSeed);
            var sum = 0.0;
            long labels = 0;
            for (var i = 0; (batches == 0 || i < batches) && reader.ReadInPass(_batch); i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = new TensorScope();
                sum += _model.MeasureLoss(_batch);
                labels += _model.CountTerms(_batch);
            }

            return labels > 0
                ? sum / labels
                : throw new PipelineException("The validation data has no labels that count. "
                    + "Check that it is not empty and not masked entirely.");
        }
        finally
        {
            if (wasTraining)
                _model.Module.ToTraining();
        }
    }
}
