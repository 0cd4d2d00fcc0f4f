using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Trains an embedder on pairs of texts that belong together, against the other texts of a step: a fresh one, or whatever parameters of a
/// given one are trainable. The fitted stage embeds texts.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="backend">What a fresh model computes on.</param>
/// <param name="logger">Receives what is known of the rows and the course of the run.</param>
/// <param name="embedder">The embedder, changed in place, where the options describe no fresh one.</param>
public sealed class TrainEmbedderEstimator(
    TrainEmbedderOptions options, PipelineContext context, ITensorBackend backend, ILogger<TrainEmbedderEstimator> logger,
    Embedder? embedder = null)
    : Estimator<TrainedEmbedderTransformer>(logger)
{
    private Embedder? Given => options.Bert is null && options.Deberta is null ? embedder : null;

    private EmbedOptions Embedding => new()
    {
        InputColumn = options.InputColumn ?? options.PositiveColumn,
        OutputColumn = options.OutputColumn,
    };

    /// <inheritdoc/>
    /// <exception cref="OptionsException">
    /// There is no embedder, and no config of a fresh one; or its vocabulary is smaller than the tokenizer's.
    /// </exception>
    protected override TrainedEmbedderTransformer FitCore(FitContext fit)
    {
        var seed = options.Seed ?? context.Seed;
        var trained = Given ?? Fresh(fit, seed);
        try
        {
            using var train = ContrastiveStore.Read(fit.Data, options, trained, fit.CancellationToken);
            using var held = fit.Validation is null ? null : ContrastiveStore.Read(fit.Validation, options, trained, fit.CancellationToken);
            ContrastivePreflight.Check(fit.Stage, train, held, options, trained.Config.MaximumLength, fit.Logger);
            if (options.TokenStart == TokenStart.InverseDocumentFrequency)
                FrequencyStart.Apply((BertModel)trained.Encoder, train);
            var objective = new ContrastiveObjective(1 / options.Temperature, options.Symmetric, options.MaskFalseNegatives);
            var loop = new TrainingLoop(
                new ContrastiveModel(trained, objective, options.Similarity, options.RecallAt), options,
                new TrainingColumns(Segments: ColumnNames.Segments), fit.Stage, seed, fit.Logger);
            using var pooler = new HeldPooler(trained.Encoder);
            var result = loop.Run(
                new ContrastiveView(train), held is null ? null : new ContrastiveView(held), fit.Progress, fit.CancellationToken);
            return new TrainedEmbedderTransformer(trained, Embedding, result, ownsEmbedder: Given is null, logger: fit.Logger);
        }
        catch
        {
            // A given embedder stays its owner's.
            if (Given is null)
                trained.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        input.Require<ReadOnlyMemory<char>>(options.AnchorColumn).Require<ReadOnlyMemory<char>>(options.PositiveColumn);
        if (options.NegativesColumn is { } negatives)
            ContrastiveRowReader.RequireNegatives(input, negatives);
        return GetScoringSchemaCore(input);
    }

    /// <inheritdoc/>
    /// <exception cref="OptionsException">There is no embedder, and no config of a fresh one.</exception>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => input
        .Require<ReadOnlyMemory<char>>(Embedding.InputColumn)
        .With(options.OutputColumn, new VectorDataViewType(NumberDataViewType.Single, Size));

    private int Size => Given?.Size
        ?? (options.Bert?.HiddenSize ?? options.Deberta?.HiddenSize ?? throw NoModel()) * Pooling.Count(options.Pooling);

    private static OptionsException NoModel() => new(
        nameof(TrainEmbedderOptions), ["There is no embedder. Give one, or the config of a fresh one: Bert or Deberta."]);

    private Embedder Fresh(FitContext fit, int seed)
    {
        var tokenizer = options.Tokenizer ?? LearnTokenizer(fit);
        var random = new RandomGenerator((uint)seed);
        int Vocabulary(int given) => given == 0 || given >= tokenizer.VocabularySize
            ? Math.Max(given, tokenizer.VocabularySize)
            : throw new OptionsException(
                nameof(TrainEmbedderOptions),
                [
                    $"{fit.Stage}: the config's VocabularySize is {given}, but the tokenizer has {tokenizer.VocabularySize} ids. " +
                    "Give 0 to take the tokenizer's."]);
        TextEncoder encoder = (options.Bert, options.Deberta) switch
        {
            ({ } bert, _) => new BertModel(
                backend, bert with { VocabularySize = Vocabulary(bert.VocabularySize) }, random, hasPooler: false),
            (_, { } deberta) => new DebertaModel(backend, deberta with { VocabularySize = Vocabulary(deberta.VocabularySize) }, random),
            _ => throw NoModel(),
        };
        try
        {
            return new Embedder(encoder, tokenizer, new EmbedderConfig
            {
                MaximumLength = options.MaximumLength,
                Pooling = options.Pooling,
                Steps = options.Normalize ? [new EmbedderStep()] : [],
            });
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    private Tokenizer LearnTokenizer(FitContext fit)
    {
        fit.Report(0, message: "learning a vocabulary");
        return new WordPieceTrainer(new WordPieceTrainerOptions { VocabularySize = options.VocabularySize })
            .Train(Texts(fit.Data), cancellationToken: fit.CancellationToken);
    }

    private IEnumerable<ReadOnlyMemory<char>> Texts(IDataView data)
    {
        using var reader = new ContrastiveRowReader(data, options);
        while (reader.MoveNext())
        {
            yield return reader.Anchor.AsMemory();
            yield return reader.Positive.AsMemory();
            foreach (var negative in reader.Negatives)
                yield return negative.AsMemory();
        }
    }
}
