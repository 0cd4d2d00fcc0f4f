using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>A masked language model as the training loop wants it.</summary>
internal sealed class MaskedLanguageModelTraining(MaskedLanguageModel model) : ITrainableModel, IGradientCheckpointing
{
    public Module Module => model;

    public ITensorBackend Backend => model.Backend;

    public RandomGenerator Random => model.Random;

    public int BlockSize => model.BlockSize;

    public int VocabularySize => model.Encoder.VocabularySize;

    public bool GradientCheckpointing
    {
        get => model.Encoder.GradientCheckpointing;
        set => model.Encoder.GradientCheckpointing = value;
    }

    public Tensor Loss(TokenBatch batch, float normalizer) => model.Loss(ToRows(batch), batch.Labels, normalizer);

    public Tensor TokenLosses(TokenBatch batch)
    {
        _ = model.Loss(ToRows(batch), batch.Labels, out var losses, normalizer: 1);
        return losses;
    }

    // Padding is what the batch has no segment for; it gets the family's own id, which RoBERTa counts positions by.
    private EncoderBatch ToRows(TokenBatch batch)
    {
        var (ids, mask) = (batch.InputIds.ToArray(), batch.HasSegments ? new int[batch.InputIds.Length] : null);
        for (var i = 0; mask is not null && i < ids.Length; i++)
        {
            mask[i] = batch.Segments[i] == 0 ? 0 : 1;
            if (mask[i] == 0)
                ids[i] = model.Encoder.PadTokenId;
        }

        return new EncoderBatch(batch.RowCount, batch.Length, ids, mask);
    }
}
