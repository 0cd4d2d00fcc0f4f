using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>
/// Texts to vectors whose nearness is that of their meanings (sentence-transformers; Reimers and Gurevych 2019). The encoder is the module
/// <c>0.auto_model</c>, a projection behind the pooling <c>2.linear</c>, as in the reference library. Several threads may embed at once
/// while nobody trains it. Disposing it disposes the encoder.
/// </summary>
public sealed class Embedder : Module, ITokenizedEmbedder, ISavableTextEmbedder
{
    /// <summary>
    /// Fewer rows than this a backend may compute in other ways, whose last bits differ: a text's vector would depend on the others.
    /// </summary>
    private const int LeastRows = 24;

    /// <summary>The same for the queries of an attention call.</summary>
    private const int LeastLength = 8;

    private readonly List<ModuleSlot<ProjectionStep>?> _steps = [];

    /// <summary>Joins the parts.</summary>
    /// <param name="encoder">The encoder; the embedder takes it over.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="config">How.</param>
    /// <param name="random">Draws the weights of projections; null leaves zeros, to be loaded.</param>
    /// <exception cref="ArgumentException">
    /// A step does not fit what comes before it, or the length is more than the encoder takes.
    /// </exception>
    public Embedder(TextEncoder encoder, Tokenizer tokenizer, EmbedderConfig config, RandomGenerator? random = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(config);
        if (config.MaximumLength < 1 || config.MaximumLength > encoder.BlockSize)
        {
            throw new ArgumentException(
                $"MaximumLength is {config.MaximumLength}; 1 to what the encoder takes, {encoder.BlockSize}, was expected.",
                nameof(config));
        }

        // Before any weight is made, as nobody could free it where this fails.
        Size = SizeOf(encoder, config);
        (Encoder, Tokenizer, Config) = (encoder, tokenizer, config);
        Preparation = new TextPreparation(config.Prompt, config.LowerCase);
        AddModule("0", new Named("auto_model", encoder));
        for (var i = 0; i < config.Steps.Count; i++)
        {
            var step = config.Steps[i];
            if (step.IsNormalization)
            {
                _steps.Add(null);
                continue;
            }

            _steps.Add(AddModule(
                (i + 2).ToString(System.Globalization.CultureInfo.InvariantCulture), new ProjectionStep(encoder.Backend, step, random)));
        }
    }

    /// <summary>The encoder.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>The encoder's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>How texts become vectors.</summary>
    public EmbedderConfig Config { get; }

    /// <summary>Elements of a text's vector.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public TextPreparation Preparation { get; }

    string ISavableTextEmbedder.FormatId => EmbedderState.FormatId;

    int ITextEmbedder.Dimension => Size;

    int? ITextEmbedder.MaximumTokens => Config.MaximumLength;

    /// <summary>
    /// Opens a folder of sentence-transformers (<c>modules.json</c>), or an encoder's alone: then the mean of the tokens is taken, as the
    /// reference library does.
    /// </summary>
    /// <param name="path">The folder, with its tokenizer.</param>
    /// <param name="backend">What the model computes on.</param>
    /// <returns>The embedder, in evaluation mode.</returns>
    /// <exception cref="ModelFolderException">The folder is wrong, or has a module that is not known.</exception>
    /// <exception cref="TokenizerFormatException">The tokenizer is missing or wrong.</exception>
    public static Embedder Load(string path, ITensorBackend backend) => EmbedderFolder.Load(path, backend);

    /// <summary>Writes a folder of sentence-transformers; a tokenizer that has no form in Hugging Face's files in ours.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How the weights are stored; null for Float32.</param>
    /// <exception cref="ModelFolderException">The place cannot be written to.</exception>
    public void Save(string path, ModelWriteOptions? options = null) => EmbedderFolder.Save(this, path, options);

    /// <summary>The vectors of tokens that are there already; gradients flow.</summary>
    /// <param name="batch">The tokens.</param>
    /// <returns>[rows, <see cref="Size"/>].</returns>
    public Tensor Forward(EncoderBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Finish(Pooling.Apply(Encoder.Forward(batch).LastHiddenState, batch, Config.Pooling));
    }

    /// <summary>
    /// The tokens of a text as the encoder gets them: stripped of outer white space, with what belongs around it, cut to
    /// <see cref="EmbedderConfig.MaximumLength"/>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="tokenCount">How many tokens it has, before it is cut.</param>
    public int[] Tokenize(string text, out int tokenCount)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = Preparation.Apply(text);
        var ids = Tokenizer.EncodeSequence(text).Ids;
        tokenCount = ids.Length;
        if (ids.Length <= Config.MaximumLength)
            return ids;
        var options = new EncodeOptions { Truncation = new TruncationOptions(Config.MaximumLength) };
        return Tokenizer.EncodeSequence(text, null, options).Ids;
    }

    /// <summary>
    /// The vectors of texts. Texts of like length are computed together, so that little is padded; together with which others a text is
    /// computed changes nothing but the last bits.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="batchSize">The most texts that are computed at once, at least 1.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public EmbeddedTexts Embed(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        var (rows, counts) = (new int[texts.Count][], new int[texts.Count]);
        for (var i = 0; i < rows.Length; i++)
            rows[i] = Tokenize(texts[i], out counts[i]);
        var order = Enumerable.Range(0, rows.Length).OrderByDescending(i => rows[i].Length).ToArray(); // the most memory first
        var vectors = new float[checked(texts.Count * Size)];
        using var paused = GradientTape.Pause();
        foreach (var chunk in order.Chunk(batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            var length = Math.Max(LeastLength, (LeastRows + chunk.Length - 1) / chunk.Length);
            var batch = EncoderBatch.Pad([.. chunk.Select(i => rows[i])], Encoder.PadTokenId, Math.Min(length, Encoder.BlockSize));
            var pooled = Pooling.Apply(Encoder.Forward(batch).LastHiddenState, batch, Config.Pooling);
            if (chunk.Length < LeastRows)
                pooled = Functional.Concat(0, pooled, Encoder.Backend.Zeros(new Shape(LeastRows - chunk.Length, pooled.Shape[1])));
            var result = Finish(pooled).AsSpan<float>();
            for (var i = 0; i < chunk.Length; i++)
                result.Slice(i * Size, Size).CopyTo(vectors.AsSpan(chunk[i] * Size));
        }

        return new EmbeddedTexts(vectors, Size, counts, counts.Count(count => count > Config.MaximumLength));
    }

    /// <summary>The vector of one text, of <see cref="Size"/> elements.</summary>
    public float[] Embed(string text) => Embed([text]).Vectors;

    void ISavableTextEmbedder.Save(ModelSaveContext context) => EmbedderState.Save(this, context);

    int? ITextEmbedder.CountTokens(string text)
    {
        Tokenize(text, out var count);
        return count;
    }

    private Tensor Finish(Tensor x)
    {
        foreach (var step in _steps)
            x = step is null ? UnitLength.Apply(x) : step.Module.Forward(x);
        return x;
    }

    private static int SizeOf(TextEncoder encoder, EmbedderConfig config)
    {
        var size = encoder.HiddenSize * Pooling.Count(config.Pooling);
        if (size == 0)
            throw new ArgumentException("No pooling mode is given; at least one was expected.", nameof(config));
        for (var i = 0; i < config.Steps.Count; i++)
        {
            var step = config.Steps[i];
            if (step.IsNormalization)
                continue;
            if (step.InputSize != size)
                throw new ArgumentException($"Step {i} reads vectors of {step.InputSize}; those before it have {size}.", nameof(config));
            size = step.OutputSize;
        }

        return size;
    }

    /// <summary>Gives the one child its name.</summary>
    private sealed class Named : Module
    {
        public Named(string name, TextEncoder child) => AddModule(name, child);
    }

    private sealed class ProjectionStep : Module
    {
        private readonly ModuleSlot<Projection> _linear;
        private readonly Activation _activation;

        public ProjectionStep(ITensorBackend backend, EmbedderStep step, RandomGenerator? random)
        {
            _linear = AddModule<Projection>("linear", new Linear(backend, step.InputSize, step.OutputSize, step.HasBias, random));
            _activation = step.Activation;
        }

        public Tensor Forward(Tensor x) => _linear.Module.Forward(x, _activation);
    }
}
