using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Scores rows one by one. For one thread.</summary>
internal sealed class SequenceScorer(ITrainableModel model)
{
    private readonly TokenBatch _batch = new();

    public SequenceScore Score(ReadOnlySpan<int> inputIds, ReadOnlySpan<int> labels, ReadOnlySpan<int> segments = default)
    {
        if (inputIds.Length == 0)
            return default;
        _batch.Reset(1, inputIds.Length);
        _batch.SetRow(0, inputIds, labels);
        if (segments.Length > 0)
            _batch.SetSegments(0, segments);
        var count = _batch.LabelCount;
        if (count == 0)
            return default;
        using var scope = new TensorScope();
        return new SequenceScore((float)(model.Backend.Sum(model.TokenLosses(_batch)) / count), count);
    }
}
