using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// An encoder with a head that predicts hidden tokens, whose matrix is the encoder's table of words. The encoder is the child
/// <c>bert</c>, <c>roberta</c> or <c>deberta</c>; the head has the names of the family: <c>cls.predictions</c> (BERT), <c>lm_head</c>
/// (RoBERTa), <c>lm_predictions.lm_head</c> (DeBERTa's own code).
/// </summary>
/// <remarks>
/// A DeBERTa without absolute positions in its input is read through the enhanced mask decoder (He et al. 2021), which adds them before
/// the last layer. Its table of positions is part of the head, <c>lm_predictions.position_embeddings</c>, so the encoder stays as it was.
/// </remarks>
public sealed class MaskedLanguageModel : Module, IFolderModel
{
    private const string PositionTable = "lm_predictions.position_embeddings.weight";

    private readonly PredictionHead _head;
    private readonly ModuleSlot<Lookup>? _positions;

    /// <summary>Puts a head with fresh weights on an encoder, which it takes over.</summary>
    /// <param name="encoder">BERT, RoBERTa, XLM-RoBERTa or DeBERTa.</param>
    /// <param name="random">Draws the head's weights; null leaves zeros, to be loaded.</param>
    /// <exception cref="ArgumentException">There is no such head for the encoder.</exception>
    public MaskedLanguageModel(TextEncoder encoder, RandomGenerator? random)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        Encoder = encoder;
        float deviation;
        switch (encoder)
        {
            case BertModel { Config: var c }:
                AddModule(c.ModelType == "bert" ? "bert" : "roberta", encoder);
                var isBert = c.ModelType == "bert";
                _head = isBert
                    ? Nested(c.HiddenSize, c.HiddenSize, c.Activation, c.NormEpsilon)
                    : Flat(
                        AddModule("lm_head", new NamedParts()).Module, "layer_norm", c.HiddenSize, c.HiddenSize, Activation.Gelu,
                        c.NormEpsilon);
                deviation = c.InitializerRange;
                break;
            case DebertaModel { Config: var c }:
                AddModule("deberta", encoder);
                if (c.PositionBiasedInput)
                {
                    _head = Nested(c.HiddenSize, c.EmbeddingSize, c.Activation, c.NormEpsilon);
                }
                else
                {
                    if (c.LayerCount < 2)
                        throw new ArgumentException("The enhanced mask decoder needs at least two layers.", nameof(encoder));
                    var predictions = AddModule("lm_predictions", new NamedParts()).Module;
                    _head = Flat(
                        predictions.Add("lm_head", new NamedParts()).Module, "LayerNorm", c.HiddenSize, c.EmbeddingSize, c.Activation,
                        c.NormEpsilon);
                    _positions = predictions.Add<Lookup>("position_embeddings", new Embedding(Backend, c.PositionCount, c.HiddenSize));
                }

                deviation = c.InitializerRange;
                break;
            default:
                throw new ArgumentException("BERT, RoBERTa, XLM-RoBERTa or DeBERTa was expected.", nameof(encoder));
        }

        if (random is null)
            return;
        EncoderWeights.Initialize(_head.Dense.Module, deviation, random);
        if (_positions is not null)
            EncoderWeights.Initialize(_positions.Module, deviation, random);
    }

    /// <summary>The encoder.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>What the model computes on.</summary>
    public ITensorBackend Backend => Encoder.Backend;

    /// <summary>Where dropout draws from; its state belongs to a checkpoint.</summary>
    public RandomGenerator Random => Encoder.Random;

    /// <summary>Whether states come from the enhanced mask decoder.</summary>
    public bool HasEnhancedMaskDecoder => _positions is not null;

    /// <summary>The most tokens of a row.</summary>
    public int BlockSize => Math.Min(Encoder.BlockSize, _positions?.Module.Count ?? int.MaxValue);

    /// <summary>Parameters that began fresh because the files had none, where that was allowed.</summary>
    public IReadOnlyList<string> NewParameters { get; private set; } = [];

    /// <summary>Opens a model folder with a head for hidden tokens.</summary>
    /// <param name="path">A folder in Hugging Face's layout.</param>
    /// <param name="backend">What the model computes on.</param>
    /// <param name="allowNewHead">Whether an encoder without such a head may be opened; the head then begins with fresh weights.</param>
    /// <param name="seed">Decides the fresh weights.</param>
    /// <returns>The model, in evaluation mode.</returns>
    /// <exception cref="ModelFolderException">The folder, its config or its weights are wrong, or the head is missing.</exception>
    public static MaskedLanguageModel Load(string path, ITensorBackend backend, bool allowNewHead = false, ulong seed = 0)
    {
        using var folder = ModelFolder.Open(path);
        EncoderFamilies.Require(folder, "deberta-v2", "bert", "roberta", "xlm-roberta");
        var hasPooler = folder.Weights.Names.Any(name => name.EndsWith("pooler.dense.weight", StringComparison.Ordinal));
        var encoder = EncoderFamilies.Create(folder.Config, backend, ModelBudget.Stored(folder), hasPooler);
        MaskedLanguageModel? model = null;
        try
        {
            model = new MaskedLanguageModel(encoder, new RandomGenerator(seed));
            var match = folder.Weights.LoadInto(model, model.Map(allowNewHead));
            (model.NewParameters, encoder.UnusedTensors) = (match.MissingOptional, match.Unused);
            return model;
        }
        catch (ArgumentException e)
        {
            encoder.Dispose();
            throw new ModelFolderException(folder.Path, e.Message, innerException: e);
        }
        catch (ModelFolderException e) when (!allowNewHead)
        {
            model?.Dispose();
            throw new ModelFolderException(
                folder.Path, $"the model has no whole head for hidden tokens. Allow a new one, to be trained. {e.Message}",
                innerException: e);
        }
        catch
        {
            ((Module?)model ?? encoder).Dispose();
            throw;
        }
    }

    /// <summary>The logits of every token [rows, length, vocabulary]; for inspection, as they take much memory.</summary>
    /// <exception cref="PipelineException">The rows are longer than <see cref="BlockSize"/>.</exception>
    public Tensor Logits(EncoderBatch batch)
    {
        var states = States(batch);
        var (rows, matrix) = _head.Operands(Functional.Reshape(states, Flattened(states)), Table);
        return Functional.Reshape(Functional.Linear(rows, matrix), new Shape(batch.RowCount, batch.Length, Encoder.VocabularySize));
    }

    /// <summary>
    /// The cross-entropy of hidden tokens, in nats, under the current gradient tape; only tokens with labels are projected.
    /// </summary>
    /// <param name="batch">Rows with tokens hidden.</param>
    /// <param name="labels">[rows, length]: the hidden tokens, <see cref="TokenLabels.IgnoreIndex"/> elsewhere.</param>
    /// <param name="normalizer">What the summed losses are divided by; null for the number of labels that count.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="PipelineException">The rows are longer than <see cref="BlockSize"/>.</exception>
    public Tensor Loss(EncoderBatch batch, ReadOnlySpan<int> labels, double? normalizer = null) =>
        Loss(batch, labels, out _, normalizer);

    /// <inheritdoc cref="Loss(EncoderBatch, ReadOnlySpan{int}, double?)"/>
    /// <param name="batch">Rows with tokens hidden.</param>
    /// <param name="labels">[rows, length]: the hidden tokens, <see cref="TokenLabels.IgnoreIndex"/> elsewhere.</param>
    /// <param name="losses">Receives each label's loss [rows, length], 0 where it counts nothing.</param>
    /// <param name="normalizer">What the summed losses are divided by; null for the number of labels that count.</param>
    public Tensor Loss(EncoderBatch batch, ReadOnlySpan<int> labels, out Tensor losses, double? normalizer = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (labels.Length != batch.InputIds.Length)
            throw new ArgumentException($"There are {labels.Length} labels for {batch.InputIds.Length} tokens.", nameof(labels));
        var places = new List<int>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != TokenLabels.IgnoreIndex)
                places.Add(i);
        }

        if (places.Count == 0)
            places.Add(0);
        var chosen = new int[places.Count];
        for (var i = 0; i < chosen.Length; i++)
            chosen[i] = labels[places[i]];
        var states = States(batch);
        var picked = Functional.Embedding(
            Backend.FromArray([.. places], new Shape(places.Count)), Functional.Reshape(states, Flattened(states)));
        var (rows, matrix) = _head.Operands(picked, Table);
        var loss = Functional.LinearCrossEntropy(
            rows, matrix, Backend.FromArray(chosen, new Shape(chosen.Length)), out var each, normalizer);
        losses = Backend.Zeros(batch.Shape);
        for (var i = 0; i < places.Count; i++)
            losses.AsSpan<float>()[places[i]] = each.AsSpan<float>()[i];
        return loss;
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

    internal JsonObject WriteConfig() => Encoder switch
    {
        DebertaModel deberta => deberta.Config.ToJson("DebertaV2ForMaskedLM"),
        BertModel bert => bert.Config.ToJson($"{bert.Config.ArchitecturePrefix}ForMaskedLM"),
        _ => Encoder.WriteConfig(),
    };

    private static Shape Flattened(Tensor states) => new(states.Shape[0] * states.Shape[1], states.Shape[2]);

    private Tensor States(EncoderBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_positions is null)
            return Encoder.Forward(batch).LastHiddenState;
        return batch.Length <= BlockSize
            ? ((DebertaModel)Encoder).EncodeEnhanced(batch, _positions.Module)
            : throw new PipelineException(
                $"A row has {batch.Length} tokens, but the mask decoder has {BlockSize} positions. Cut the rows to that.");
    }

    // The table is fused with the loss, which needs it as one matrix.
    private Tensor Table => Encoder.GetModule("embeddings.word_embeddings") is Embedding table
        ? table.Weight.Value
        : throw new InvalidOperationException(
            "The words' table is not a plain one; the tied head needs a matrix there. Merge its adapter first.");

    private PredictionHead Nested(int size, int outputSize, Activation activation, float epsilon)
    {
        var predictions = AddModule("cls", new NamedParts()).Module.Add("predictions", new NamedParts()).Module;
        var bias = predictions.Add("bias", new Parameter(Backend.Zeros(new Shape(Encoder.VocabularySize))));
        var transform = predictions.Add("transform", new NamedParts()).Module;
        return Flat(transform, "LayerNorm", size, outputSize, activation, epsilon, bias);
    }

    private PredictionHead Flat(
        NamedParts parts, string norm, int size, int outputSize, Activation activation, float epsilon, Parameter? bias = null) => new(
        parts.Add<Projection>("dense", new Linear(Backend, size, outputSize)),
        parts.Add<Normalization>(norm, new LayerNorm(Backend, outputSize, epsilon: epsilon)),
        bias ?? parts.Add("bias", new Parameter(Backend.Zeros(new Shape(Encoder.VocabularySize)))), activation);

    private WeightMap Map(bool allowNewHead)
    {
        var map = Encoder is BertModel bert ? BertModel.MapOf(bert.Config) : DebertaModel.Map;
        var head = NamedParameters().Select(p => p.Name).Where(name => name.StartsWith("cls.", StringComparison.Ordinal)
            || name.StartsWith("lm_", StringComparison.Ordinal));
        return map with
        {
            // Other writers put the table among the encoder's, a second name on the bias, and copies of the table.
            Aliases =
            [
                new("deberta.embeddings.position_embeddings.weight", PositionTable),
                new("cls.predictions.decoder.bias", "cls.predictions.bias"),
                new("lm_head.decoder.bias", "lm_head.bias"),
            ],
            Ignored = [
                .. map.Ignored, "predictions.decoder.weight", "predictions.decoder.bias", "lm_head.decoder.weight", "lm_head.decoder.bias"],
            Optional = allowNewHead ? [.. head] : [],
        };
    }
}
