using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// An encoder with a head for whole texts, or pairs of them, as its family has it: <c>BertForSequenceClassification</c> and
/// <c>DebertaV2ForSequenceClassification</c> (pooler, <c>classifier</c>), <c>RobertaForSequenceClassification</c> and XLM-RoBERTa's
/// (<c>classifier.dense</c>, <c>classifier.out_proj</c>). The encoder is the child <c>deberta</c>, <c>bert</c> or <c>roberta</c>.
/// </summary>
public sealed class TextClassificationModel : Module, IFolderModel
{
    private static readonly string[] HeadNames =
    [
        "pooler.dense.weight", "pooler.dense.bias", "classifier.weight", "classifier.bias", "classifier.dense.weight",
        "classifier.dense.bias", "classifier.out_proj.weight", "classifier.out_proj.bias",
    ];

    private readonly ModuleSlot<ContextPooler>? _pooler;
    private readonly ModuleSlot<Dropout>? _dropout;
    private readonly ModuleSlot<Projection>? _classifier;
    private readonly ModuleSlot<RobertaClassificationHead>? _head;

    /// <summary>Puts a head with fresh weights on an encoder, which it takes over.</summary>
    /// <param name="encoder">DeBERTa, BERT with its pooler, RoBERTa or XLM-RoBERTa.</param>
    /// <param name="labels">The labels by index, at least two with different names; one for a regression.</param>
    /// <param name="random">Draws the head's weights; null leaves zeros, to be loaded.</param>
    /// <param name="problem">What is learned.</param>
    /// <exception cref="ArgumentException">There is no such head for the encoder, or the labels are not those of the problem.</exception>
    public TextClassificationModel(
        TextEncoder encoder, IReadOnlyList<string> labels, RandomGenerator? random, TextProblem problem = TextProblem.SingleLabel)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(labels);
        if (TextLabels.Refuse(labels, problem) is { } wrong)
            throw new ArgumentException($"{char.ToUpperInvariant(wrong[0])}{wrong[1..]}.", nameof(labels));
        (Encoder, Labels, Problem) = (encoder, [.. labels], problem);
        var (root, dropout, deviation) = encoder switch
        {
            DebertaModel { Config: var c } => ("deberta", c.ClassifierDropout, c.InitializerRange),
            BertModel { Config: var c } bert when bert.HasPooler || c.HasOffsetPositions =>
                (c.RootName, c.ClassifierDropout ?? c.HiddenDropout, c.InitializerRange),
            _ => throw new ArgumentException("DeBERTa, RoBERTa, or BERT with a pooler was expected.", nameof(encoder)),
        };
        AddModule(root, encoder);
        if (root == "roberta")
        {
            _head = AddModule(
                "classifier", new RobertaClassificationHead(Backend, encoder.HiddenSize, labels.Count, dropout, encoder.Random));
        }
        else
        {
            if (encoder is DebertaModel deberta)
                _pooler = AddModule("pooler", new ContextPooler(Backend, deberta.Config, encoder.Random));
            _dropout = AddModule("dropout", new Dropout(dropout, encoder.Random));
            _classifier = AddModule<Projection>("classifier", new Linear(Backend, encoder.HiddenSize, labels.Count));
        }

        if (random is null)
            return;
        foreach (var part in new Module?[] { _pooler?.Module, _classifier?.Module, _head?.Module })
        {
            if (part is not null)
                EncoderWeights.Initialize(part, deviation, random);
        }
    }

    /// <summary>The encoder.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>The labels by index; one where a number is predicted.</summary>
    public IReadOnlyList<string> Labels { get; private set; }

    /// <summary>What is learned.</summary>
    public TextProblem Problem { get; }

    /// <summary>What the model computes on.</summary>
    public ITensorBackend Backend => Encoder.Backend;

    /// <summary>Where dropout draws from; its state belongs to a checkpoint.</summary>
    public RandomGenerator Random => Encoder.Random;

    /// <summary>Parameters that began fresh because the files had none, where that was allowed.</summary>
    public IReadOnlyList<string> NewParameters { get; private set; } = [];

    /// <summary>Whether the head's last projection began fresh, so that its outputs mean nothing yet.</summary>
    internal bool HasNewHead => NewParameters.Any(IsOutput);

    /// <summary>Opens a model folder with a head for whole texts.</summary>
    /// <param name="path">A folder in Hugging Face's layout.</param>
    /// <param name="backend">What the model computes on.</param>
    /// <returns>The model, in evaluation mode.</returns>
    /// <exception cref="ModelFolderException">The folder, its config or its weights are wrong, or the head is missing.</exception>
    public static TextClassificationModel Load(string path, ITensorBackend backend) =>
        Load(backend, new TextClassificationLoadOptions { ModelPath = path });

    /// <summary>The logits of the labels, or the predicted number, in the current gradient tape or scope.</summary>
    /// <param name="batch">A text, or a pair of texts, a row. Token types are left out where the encoder tells none apart.</param>
    /// <returns>[rows, labels].</returns>
    /// <exception cref="PipelineException">The rows are longer than the encoder takes.</exception>
    public Tensor Forward(EncoderBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return ScoreRows(batch, 0);
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

    internal static TextClassificationModel Load(ITensorBackend backend, TextClassificationLoadOptions options)
    {
        using var folder = ModelFolder.Open(options.ModelPath);
        EncoderFamilies.Require(folder, "deberta-v2", "bert", "roberta", "xlm-roberta");
        var hasHead = folder.Weights.Names.Any(IsOutput);
        if (!hasHead && !options.AllowNewHead)
        {
            throw new ModelFolderException(
                folder.Path, "the model has no head for whole texts (classifier). Allow a new one, to be trained (AllowNewHead).");
        }

        // Without a head, a config's labels are those of no training.
        var (labels, problem) = hasHead ? TextClassificationConfig.Read(folder.Config) : options.NewHead;
        if (hasHead && options.Labels.Count > 0)
        {
            labels = options.Labels.Count == labels.Length ? [.. options.Labels] : throw new ModelFolderException(
                folder.Path, $"its head has {labels.Length} labels, but the options name {options.Labels.Count}.");
        }

        var random = new RandomGenerator(options.Seed);
        var encoder = CreateEncoder(folder.Config, backend, ModelBudget.Stored(folder));
        (encoder as BertModel)?.InitializePooler(random); // kept where the files have none
        var model = new TextClassificationModel(encoder, labels, random, problem);
        try
        {
            var map = encoder is BertModel bert ? BertModel.MapOf(bert.Config) : DebertaModel.Map;
            var match = folder.Weights.LoadInto(model, hasHead ? map : map with { Optional = HeadNames });
            (model.NewParameters, encoder.UnusedTensors) = (match.MissingOptional, match.Unused);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Makes the encoder of a config, with zeros for weights, and with a pooler where the head stands on it.</summary>
    internal static TextEncoder CreateEncoder(ConfigSection config, ITensorBackend backend, double stored) =>
        EncoderFamilies.Create(config, backend, stored, hasPooler: config.GetString("model_type") == "bert");

    /// <summary>Gives the labels names; there are as many.</summary>
    internal void Rename(IReadOnlyList<string> labels) => Labels = [.. labels];

    /// <summary>The logits of each row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="leastRows">The head computes at least so many rows, padding aside; those too many mean nothing.</param>
    /// <returns>[rows or <paramref name="leastRows"/>, labels].</returns>
    internal Tensor ScoreRows(EncoderBatch rows, int leastRows)
    {
        var hidden = Encoder.Forward(EncoderFamilies.KnownTypes(Encoder, rows)).LastHiddenState;
        if (rows.RowCount < leastRows)
            hidden = EncoderWeights.FirstTokens(hidden, leastRows);
        if (_head is not null)
            return _head.Module.Forward(hidden);
        var pooled = _pooler is not null ? _pooler.Module.Forward(hidden) : ((BertModel)Encoder).Pool(hidden);
        return _classifier!.Module.Forward(_dropout!.Module.Forward(pooled));
    }

    internal JsonObject WriteConfig() => TextClassificationConfig.Write(
        Encoder switch
        {
            DebertaModel deberta => deberta.Config.ToJson("DebertaV2ForSequenceClassification"),
            BertModel bert => bert.Config.ToJson($"{bert.Config.ArchitecturePrefix}ForSequenceClassification"),
            _ => Encoder.WriteConfig(),
        },
        Labels, Problem);

    private static bool IsOutput(string name) => name is "classifier.weight" or "classifier.out_proj.weight";
}
