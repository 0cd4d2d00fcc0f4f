using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// T5 (Raffel et al. 2020), T5 v1.1 and FLAN-T5: an encoder reads a source, a decoder writes a target. Names as in <c>modeling_t5.py</c>.
/// </summary>
public sealed class T5Model : Module, IEncoderDecoderModel, IFolderModel, IGradientCheckpointing
{
    private readonly ModuleSlot<Lookup> _shared;
    private readonly ModuleSlot<T5Stack> _encoder;
    private readonly ModuleSlot<T5Stack> _decoder;
    private readonly ModuleSlot<Projection>? _head;

    /// <summary>Makes a model with fresh weights.</summary>
    /// <param name="backend">What it computes on; not disposed with the model.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="random">Draws the weights, then dropout; null leaves zeros, to be loaded.</param>
    public T5Model(ITensorBackend backend, T5Config config, RandomGenerator? random)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(config);
        (Backend, Config, Random) = (backend, config, random ?? new RandomGenerator(0));
        _shared = AddModule<Lookup>("shared", new Embedding(backend, config.VocabularySize, config.HiddenSize));
        _encoder = AddModule("encoder", new T5Stack(backend, config, Random, isDecoder: false));
        _decoder = AddModule("decoder", new T5Stack(backend, config, Random, isDecoder: true));
        if (!config.TieWordEmbeddings)
            _head = AddModule<Projection>("lm_head", new Linear(backend, config.HiddenSize, config.VocabularySize, bias: false));
        if (random is not null)
            T5Files.InitializeWeights(this, config, random);
    }

    /// <summary>The architecture.</summary>
    public T5Config Config { get; }

    /// <summary>What the model computes on.</summary>
    public ITensorBackend Backend { get; }

    /// <summary>Where dropout draws from; its state belongs to a checkpoint.</summary>
    public RandomGenerator Random { get; }

    /// <inheritdoc/>
    public bool GradientCheckpointing
    {
        get => _decoder.Module.GradientCheckpointing;
        set => _encoder.Module.GradientCheckpointing = _decoder.Module.GradientCheckpointing = value;
    }

    /// <inheritdoc/>
    public int VocabularySize => Config.VocabularySize;

    /// <inheritdoc/>
    public int DecoderStartId => Config.DecoderStartId;

    /// <summary>Tensors of the model's folder that belong to nothing in it; empty where it came from none.</summary>
    public IReadOnlyList<string> UnusedTensors { get; internal set; } = [];

    /// <summary>The model's own settings for generation, saved with it; null for none.</summary>
    public GenerationOptions? Generation { get; set; }

    internal T5Stack Decoder => _decoder.Module;

    /// <summary>
    /// Opens a model folder of <c>t5</c>. A head in the files is used even where the config says that it is tied, unless it is the table of
    /// tokens itself: configs of the reference library's fifth version always say so.
    /// </summary>
    /// <param name="path">A folder in Hugging Face's layout.</param>
    /// <param name="backend">What the model computes on.</param>
    /// <returns>The model, in evaluation mode.</returns>
    /// <exception cref="ModelFolderException">The folder, its config or its weights are wrong, or of another family.</exception>
    /// <exception cref="ModelFormatException">Its <c>generation_config.json</c> is wrong.</exception>
    public static T5Model Load(string path, ITensorBackend backend)
    {
        using var folder = ModelFolder.Open(path);
        return T5Files.Load(folder, backend);
    }

    /// <summary>Encodes sources, in the current gradient tape or scope.</summary>
    /// <returns>[rows, length, hidden]; rows at padding are finite and mean nothing.</returns>
    public Tensor Encode(EncoderBatch source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return _encoder.Module.Forward(Embed(source.InputIds, source.Shape), MaskOf(source));
    }

    /// <summary>The decoder's states after each token of the targets, given the sources' encoding.</summary>
    /// <param name="encoded">What <see cref="Encode"/> made of the sources [rows, source length, hidden].</param>
    /// <param name="source">The sources, whose padding is not seen.</param>
    /// <param name="target">The decoder's input: targets shifted right.</param>
    /// <returns>[rows, target length, hidden].</returns>
    public Tensor Decode(Tensor encoded, EncoderBatch source, EncoderBatch target)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        return _decoder.Module.Forward(Embed(target.InputIds, target.Shape), MaskOf(target), encoded, MaskOf(source));
    }

    /// <summary>
    /// The logits after each token of the targets [rows, target length, vocabulary]; for inspection, as they take much memory.
    /// </summary>
    /// <param name="source">The sources.</param>
    /// <param name="target">The decoder's input: targets shifted right.</param>
    public Tensor Logits(EncoderBatch source, EncoderBatch target) => Head(Decode(Encode(source), source, target));

    /// <summary>
    /// The cross-entropy of targets, in nats, under the current gradient tape. The decoder's input is made of the labels, see
    /// <see cref="ShiftRight"/>.
    /// </summary>
    /// <param name="source">The sources.</param>
    /// <param name="labels">[rows, target length]; <see cref="TokenLabels.IgnoreIndex"/> where a label counts nothing.</param>
    /// <param name="normalizer">What the summed losses are divided by; null for the number of labels that count.</param>
    /// <returns>A scalar.</returns>
    public Tensor Loss(EncoderBatch source, int[] labels, double? normalizer = null) => Loss(source, labels, out _, normalizer);

    /// <inheritdoc cref="Loss(EncoderBatch, int[], double?)"/>
    /// <param name="source">The sources.</param>
    /// <param name="labels">[rows, target length]; <see cref="TokenLabels.IgnoreIndex"/> where a label counts nothing.</param>
    /// <param name="losses">Receives each label's loss [rows, target length], 0 where it counts nothing.</param>
    /// <param name="normalizer">What the summed losses are divided by; null for the number of labels that count.</param>
    public Tensor Loss(EncoderBatch source, int[] labels, out Tensor losses, double? normalizer = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var target = ShiftRight(source.RowCount, labels);
        var states = Decode(Encode(source), source, target);
        return Functional.LinearCrossEntropy(Scaled(states), HeadWeight, Backend.FromArray(labels, target.Shape), out losses, normalizer);
    }

    /// <summary>
    /// The decoder's input of targets: the start token, then each label but the last; labels that count nothing become padding.
    /// </summary>
    /// <param name="rowCount">How many targets there are.</param>
    /// <param name="labels">[rows, target length].</param>
    /// <exception cref="ArgumentException">The labels are no whole rows.</exception>
    public EncoderBatch ShiftRight(int rowCount, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowCount);
        if (labels.Length == 0 || labels.Length % rowCount != 0)
            throw new ArgumentException($"{labels.Length} labels are no rows for {rowCount} targets.", nameof(labels));
        var (ids, length) = (new int[labels.Length], labels.Length / rowCount);
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = i % length == 0 ? Config.DecoderStartId
                : labels[i - 1] == TokenLabels.IgnoreIndex ? Config.PadTokenId
                : labels[i - 1];
        }

        return new EncoderBatch(rowCount, length, ids);
    }

    /// <inheritdoc/>
    public IDecodingSession StartDecoding(IReadOnlyList<PromptTokens> sources, int sequencesPerSource) =>
        new T5DecodingSession(this, sources, sequencesPerSource);

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

    void IFolderModel.Write(ModelFolderWriter writer, ModelWriteOptions? options)
    {
        ModelFiles.Write(writer, this, Config.ToJson(), options);
        if (Generation is not null)
            writer.WriteJson(GenerationConfigFile.FileName, GenerationConfigFile.ToJson(Generation));
    }

    internal Tensor Embed(ReadOnlySpan<int> ids, Shape shape) => _shared.Module.Forward(Backend.FromArray(ids, shape));

    internal Tensor Head(Tensor states) =>
        _head is null ? Functional.Linear(Scaled(states), HeadWeight) : _head.Module.Forward(Scaled(states));

    internal AttentionMask? MaskOf(EncoderBatch batch) => batch.Segments(Backend) is { } segments ? new AttentionMask(segments) : null;

    private Tensor Scaled(Tensor states) =>
        Config.ScaleDecoderOutputs ? Functional.Scale(states, 1f / MathF.Sqrt(Config.HiddenSize)) : states;

    // The head is fused with the loss, which needs it as one matrix.
    private Tensor HeadWeight => ((Module?)_head?.Module ?? _shared.Module) switch
    {
        Linear linear => linear.Weight.Value,
        Embedding table => table.Weight.Value,
        var other => throw new InvalidOperationException(
            $"The head is a {other.GetType().Name}; the fused loss needs a plain matrix there. Merge its adapter first."),
    };
}
