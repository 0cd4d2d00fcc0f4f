using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// An encoder with a head that gives every choice of a question one number: DeBERTa's (<c>DebertaV2ForMultipleChoice</c>) or BERT's and
/// RoBERTa's. The encoder is the child <c>deberta</c>, <c>bert</c> or <c>roberta</c>.
/// </summary>
public sealed class MultipleChoiceModel : Module, IFolderModel
{
    /// <summary>The score of an option that is not there: softmax gives it nothing.</summary>
    private const float NoOption = -1e9f;

    private static readonly string[] HeadNames = ["pooler.dense.weight", "pooler.dense.bias", "classifier.weight", "classifier.bias"];

    private readonly ModuleSlot<ContextPooler>? _pooler;
    private readonly ModuleSlot<Dropout> _dropout;
    private readonly ModuleSlot<Projection> _classifier;

    /// <summary>Puts a head with fresh weights on an encoder, which it takes over.</summary>
    /// <param name="encoder">DeBERTa, or BERT with its pooler.</param>
    /// <param name="random">Draws the head's weights; null leaves zeros, to be loaded.</param>
    /// <exception cref="ArgumentException">There is no such head for the encoder.</exception>
    public MultipleChoiceModel(TextEncoder encoder, RandomGenerator? random)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        Encoder = encoder;
        var (root, dropout, deviation) = encoder switch
        {
            DebertaModel { Config: var c } => ("deberta", c.ClassifierDropout, c.InitializerRange),
            BertModel { HasPooler: true, Config: var c } =>
                (c.RootName, c.ClassifierDropout ?? c.HiddenDropout, c.InitializerRange),
            _ => throw new ArgumentException("DeBERTa, or BERT with a pooler, was expected.", nameof(encoder)),
        };
        AddModule(root, encoder);
        if (encoder is DebertaModel deberta)
            _pooler = AddModule("pooler", new ContextPooler(Backend, deberta.Config, encoder.Random));
        _dropout = AddModule("dropout", new Dropout(dropout, encoder.Random));
        _classifier = AddModule<Projection>("classifier", new Linear(Backend, encoder.HiddenSize, 1));
        if (random is null)
            return;
        if (_pooler is not null)
            EncoderWeights.Initialize(_pooler.Module, deviation, random);
        EncoderWeights.Initialize(_classifier.Module, deviation, random);
    }

    /// <summary>The encoder.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>What the model computes on.</summary>
    public ITensorBackend Backend => Encoder.Backend;

    /// <summary>Where dropout draws from; its state belongs to a checkpoint.</summary>
    public RandomGenerator Random => Encoder.Random;

    /// <summary>Parameters that began fresh because the files had none, where that was allowed.</summary>
    public IReadOnlyList<string> NewParameters { get; private set; } = [];

    /// <summary>Opens a model folder with a multiple-choice head.</summary>
    /// <param name="path">A folder in Hugging Face's layout.</param>
    /// <param name="backend">What the model computes on.</param>
    /// <param name="allowNewHead">Whether an encoder without a trained head may be opened; the head then begins with fresh weights.</param>
    /// <param name="seed">Decides the fresh weights.</param>
    /// <returns>The model, in evaluation mode.</returns>
    /// <exception cref="ModelFolderException">The folder, its config or its weights are wrong, or the head is missing.</exception>
    public static MultipleChoiceModel Load(string path, ITensorBackend backend, bool allowNewHead = false, ulong seed = 0)
    {
        using var folder = ModelFolder.Open(path);
        return Load(folder, backend, allowNewHead, seed);
    }

    /// <summary>The score of every choice, to be compared within a question.</summary>
    /// <param name="batch">The choices of all questions: [questions · choices] rows.</param>
    /// <param name="choiceCount">Choices of a question.</param>
    /// <returns>[questions, choices].</returns>
    /// <exception cref="ArgumentException">The rows are no multiple of the choices.</exception>
    public Tensor Forward(EncoderBatch batch, int choiceCount) => Forward(batch, choiceCount, out _);

    /// <inheritdoc cref="Forward(EncoderBatch, int)"/>
    /// <param name="batch">The choices of all questions: [questions · choices] rows.</param>
    /// <param name="choiceCount">Choices of a question.</param>
    /// <param name="output">What the encoder made of the rows.</param>
    public Tensor Forward(EncoderBatch batch, int choiceCount, out EncoderOutput output)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(choiceCount);
        if (batch.RowCount % choiceCount != 0)
            throw new ArgumentException($"{batch.RowCount} rows are no multiple of {choiceCount} choices.", nameof(batch));
        output = Encoder.Forward(batch);
        return Head(output.LastHiddenState).Reshape(new Shape(batch.RowCount / choiceCount, choiceCount));
    }

    /// <summary>The score of every option of questions whose numbers of options may differ.</summary>
    /// <param name="batch">The questions.</param>
    /// <returns>[questions, most options]; −1e9 where a question has fewer.</returns>
    public Tensor Forward(ChoiceBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (count, most) = (batch.Counts.Count, batch.MaximumCount);
        var scores = ScoreRows(batch.Rows);
        if (batch.Rows.RowCount == count * most)
            return scores.Reshape(new Shape(count, most));

        // Places without an option take a last, constant row.
        var places = new int[count * most];
        var row = 0;
        for (var i = 0; i < places.Length; i++)
            places[i] = i % most < batch.Counts[i / most] ? row++ : batch.Rows.RowCount;
        var table = Functional.Concat(0, scores, Backend.FromArray([NoOption], new Shape(1, 1)));
        return Functional.Embedding(Backend.FromArray(places, new Shape(places.Length)), table).Reshape(new Shape(count, most));
    }

    /// <summary>The cross-entropy of the right choices, in nats, under the current gradient tape.</summary>
    /// <param name="batch">The choices of all questions: [questions · choices] rows.</param>
    /// <param name="choiceCount">Choices of a question.</param>
    /// <param name="labels">
    /// The right choice of each question; <see cref="TokenLabels.IgnoreIndex"/> where a question counts nothing.
    /// </param>
    /// <param name="normalizer">What the summed losses are divided by; null for the number of questions that count.</param>
    /// <returns>A scalar.</returns>
    public Tensor Loss(EncoderBatch batch, int choiceCount, ReadOnlySpan<int> labels, double? normalizer = null)
    {
        return Loss(Forward(batch, choiceCount), labels, out _, normalizer);
    }

    /// <summary>The cross-entropy of the right options, in nats, under the current gradient tape.</summary>
    /// <param name="batch">The questions; those whose label is <see cref="TokenLabels.IgnoreIndex"/> count nothing.</param>
    /// <param name="normalizer">What the summed losses are divided by; null for the number of questions that count.</param>
    /// <returns>A scalar.</returns>
    public Tensor Loss(ChoiceBatch batch, double? normalizer = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Loss(Forward(batch), [.. batch.Labels], out _, normalizer);
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

    /// <summary>The loss of scores that are computed already.</summary>
    /// <param name="scores">[questions, options].</param>
    /// <param name="labels">The right option of each question.</param>
    /// <param name="losses">Receives each question's loss, 0 where it counts nothing.</param>
    /// <param name="normalizer">What the sum is divided by; null for the number of questions that count.</param>
    internal Tensor Loss(Tensor scores, ReadOnlySpan<int> labels, out Tensor losses, double? normalizer)
    {
        // The fused loss takes rows and a matrix; with the unit matrix the rows are the logits.
        var count = scores.Shape[1];
        var unit = Backend.Zeros(new Shape(count, count));
        for (var i = 0; i < count; i++)
            unit.AsSpan<float>()[i * count + i] = 1;
        return Functional.LinearCrossEntropy(scores, unit, Backend.FromArray(labels, new Shape(labels.Length)), out losses, normalizer);
    }

    /// <summary>The score of each row.</summary>
    /// <param name="rows">The rows; token types are left out where the encoder tells none apart.</param>
    /// <param name="leastRows">The head computes at least so many rows, padding aside; those too many are zeros.</param>
    /// <returns>[rows or <paramref name="leastRows"/>, 1].</returns>
    internal Tensor ScoreRows(EncoderBatch rows, int leastRows = 0)
    {
        var hidden = Encoder.Forward(EncoderFamilies.KnownTypes(Encoder, rows)).LastHiddenState;
        if (rows.RowCount < leastRows)
            hidden = EncoderWeights.FirstTokens(hidden, leastRows);
        return Head(hidden);
    }

    internal JsonObject WriteConfig() => Encoder switch
    {
        DebertaModel deberta => deberta.Config.ToJson("DebertaV2ForMultipleChoice"),
        BertModel bert => bert.Config.ToJson($"{bert.Config.ArchitecturePrefix}ForMultipleChoice"),
        _ => Encoder.WriteConfig(),
    };

    private Tensor Head(Tensor hidden)
    {
        var pooled = _pooler is not null ? _pooler.Module.Forward(hidden) : ((BertModel)Encoder).Pool(hidden);
        return _classifier.Module.Forward(_dropout.Module.Forward(pooled));
    }

    private static MultipleChoiceModel Load(ModelFolder folder, ITensorBackend backend, bool allowNewHead, ulong seed)
    {
        EncoderFamilies.Require(folder, "deberta-v2", "bert", "roberta", "xlm-roberta");
        var encoder = EncoderFamilies.Create(folder.Config, backend, ModelBudget.Stored(folder), hasPooler: true);
        var map = encoder is BertModel bert ? BertModel.MapOf(bert.Config) : DebertaModel.Map;
        var random = new RandomGenerator(seed);
        (encoder as BertModel)?.InitializePooler(random); // kept where the file has none
        var model = new MultipleChoiceModel(encoder, random);
        try
        {
            var match = folder.Weights.LoadInto(model, allowNewHead ? map with { Optional = HeadNames } : map);
            (model.NewParameters, encoder.UnusedTensors) = (match.MissingOptional, match.Unused);
            return model;
        }
        catch (ModelFolderException e) when (!allowNewHead && !folder.Weights.Contains("classifier.weight"))
        {
            model.Dispose();
            throw new ModelFolderException(
                folder.Path, $"the model has no multiple-choice head (classifier.weight). Allow a new one, to be trained. {e.Message}",
                innerException: e);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
