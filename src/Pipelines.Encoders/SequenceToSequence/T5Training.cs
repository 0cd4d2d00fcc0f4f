using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// A T5 model as the training loop wants it: a row is a source (segment 1) and behind it a target (segment 2), which are padded apart, each
/// to its own longest of the batch.
/// </summary>
internal sealed class T5Training(T5Model model) : ITrainableModel, IGradientCheckpointing
{
    public const int SourceSegment = 1;
    public const int TargetSegment = 2;

    public Module Module => model;

    public ITensorBackend Backend => model.Backend;

    public RandomGenerator Random => model.Random;

    public int BlockSize => int.MaxValue;

    public int VocabularySize => model.VocabularySize;

    public bool GradientCheckpointing
    {
        get => model.GradientCheckpointing;
        set => model.GradientCheckpointing = value;
    }

    public Tensor Loss(TokenBatch batch, float normalizer)
    {
        var source = Part(batch, out var labels);
        return model.Loss(source, labels, normalizer);
    }

    public Tensor TokenLosses(TokenBatch batch)
    {
        var source = Part(batch, out var labels);
        _ = model.Loss(source, labels, out var losses, normalizer: 1);
        return losses;
    }

    private EncoderBatch Part(TokenBatch batch, out int[] labels)
    {
        if (!batch.HasSegments)
            throw new PipelineException("T5 needs segments that tell sources (1) from targets (2); name their column.");
        var (sourceLength, targetLength) = (1, 1);
        for (var row = 0; row < batch.RowCount; row++)
        {
            var segments = batch.Segments.Slice(row * batch.Length, batch.Length);
            sourceLength = Math.Max(sourceLength, segments.Count(SourceSegment));
            targetLength = Math.Max(targetLength, segments.Count(TargetSegment));
        }

        var (ids, mask) = (new int[batch.RowCount * sourceLength], new int[batch.RowCount * sourceLength]);
        ids.AsSpan().Fill(model.Config.PadTokenId);
        labels = new int[batch.RowCount * targetLength];
        labels.AsSpan().Fill(TokenLabels.IgnoreIndex);
        for (var row = 0; row < batch.RowCount; row++)
        {
            var (source, target) = (row * sourceLength, row * targetLength);
            for (var i = row * batch.Length; i < (row + 1) * batch.Length; i++)
            {
                switch (batch.Segments[i])
                {
                    case SourceSegment:
                        ids[source] = batch.InputIds[i];
                        mask[source++] = 1;
                        break;
                    case TargetSegment:
                        labels[target++] = batch.Labels[i];
                        break;
                }
            }
        }

        return new EncoderBatch(batch.RowCount, sourceLength, ids, mask);
    }
}
