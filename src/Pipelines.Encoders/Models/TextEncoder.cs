using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// A bidirectional encoder: token ids to one vector a token. Modules carry the names of the family's Hugging Face files, so that adapters
/// find them by the names users know.
/// </summary>
public abstract class TextEncoder : Module, IFolderModel, IGradientCheckpointing
{
    /// <summary>Makes the base of an encoder.</summary>
    /// <param name="backend">What it computes on; not disposed with the model.</param>
    /// <param name="random">Where dropout draws from.</param>
    protected TextEncoder(ITensorBackend backend, RandomGenerator? random)
    {
        ArgumentNullException.ThrowIfNull(backend);
        Backend = backend;
        Random = random ?? new RandomGenerator(0);
    }

    /// <summary>What the model computes on.</summary>
    public ITensorBackend Backend { get; }

    /// <summary>Where dropout draws from; its state belongs to a checkpoint.</summary>
    public RandomGenerator Random { get; }

    /// <inheritdoc/>
    public bool GradientCheckpointing { get; set; }

    /// <summary>The most tokens of a row; <see cref="int.MaxValue"/> where only memory limits them.</summary>
    public abstract int BlockSize { get; }

    /// <summary>How many token ids there are.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Elements of a token's vector.</summary>
    public abstract int HiddenSize { get; }

    /// <summary>What rows are padded with.</summary>
    public abstract int PadTokenId { get; }

    /// <summary>Tensors of the model's folder that belong to nothing in it; empty where it came from none.</summary>
    public IReadOnlyList<string> UnusedTensors { get; internal set; } = [];

    /// <summary>Encodes rows of tokens, in the current gradient tape or scope.</summary>
    /// <exception cref="PipelineException">The rows are longer than <see cref="BlockSize"/>.</exception>
    /// <exception cref="TensorException">An id is not of the vocabulary.</exception>
    public EncoderOutput Forward(EncoderBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Length > BlockSize)
        {
            throw new PipelineException(
                $"A row has {batch.Length} tokens, but the model takes at most {BlockSize}. Cut the texts to that.");
        }

        return Encode(batch);
    }

    /// <summary>Opens a model folder of any family that is known here: BERT, RoBERTa, XLM-RoBERTa, DeBERTa-v2 and v3.</summary>
    /// <param name="path">A folder in Hugging Face's layout.</param>
    /// <param name="backend">What the model computes on.</param>
    /// <returns>The encoder, in evaluation mode.</returns>
    /// <exception cref="ModelFolderException">
    /// The folder, its config or its weights are wrong, or of a family that is not known.
    /// </exception>
    public static TextEncoder Load(string path, ITensorBackend backend)
    {
        using var folder = ModelFolder.Open(path);
        return EncoderFamilies.Load(folder, backend);
    }

    /// <summary>Writes <c>config.json</c> and <c>model.safetensors</c> as the reference library does.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How the weights are stored; null for Float32.</param>
    /// <exception cref="ModelFolderException">The place cannot be written to.</exception>
    public void Save(string path, ModelWriteOptions? options = null)
    {
        using var writer = ModelFolderWriter.Create(path);
        ((IFolderModel)this).Write(writer, options);
        writer.Commit();
    }

    void IFolderModel.Write(ModelFolderWriter writer, ModelWriteOptions? options) =>
        ModelFiles.Write(writer, this, WriteConfig(), options);

    /// <summary>Encodes rows whose length is checked.</summary>
    protected abstract EncoderOutput Encode(EncoderBatch batch);

    /// <summary>The model's <c>config.json</c>.</summary>
    protected internal abstract JsonObject WriteConfig();
}
