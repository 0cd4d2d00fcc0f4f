using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Fine-tunes a T5 model on sources and targets: whatever of its parameters are trainable, or a fresh one. The fitted stage carries the
/// model, writes texts and scores targets.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="backend">What a fresh model computes on.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">The model, changed in place, where the options describe no fresh one.</param>
public sealed class FineTuneT5Estimator(
    FineTuneT5Options options, PipelineContext context, ITensorBackend backend, ILogger<FineTuneT5Estimator> logger,
    PretrainedModel<T5Model>? model = null)
    : Estimator<T5Transformer>(logger)
{
    private T5Texts Texts => new(
        options.SourceColumn, options.TargetColumn, options.OutputColumn, options.MaximumSourceLength, options.MaximumTargetLength);

    private PretrainedModel<T5Model>? Given => options.Config is null ? model : null;

    /// <inheritdoc/>
    /// <exception cref="OptionsException">There is no model, and no config of a fresh one.</exception>
    /// <exception cref="PipelineException">There is no tokenizer for the texts.</exception>
    protected override T5Transformer FitCore(FitContext fit)
    {
        var tokenizer = options.Tokenizer ?? Given?.Tokenizer ?? throw new PipelineException(
            $"{fit.Stage}: there is no tokenizer for the texts. Give one ({nameof(FineTuneT5Options.Tokenizer)}), " +
            "or a folder that has one.");
        var seed = options.Seed ?? context.Seed;
        var trained = Given?.Model ?? new T5Model(backend, Fresh(fit.Stage, tokenizer), new RandomGenerator((uint)seed));
        try
        {
            EncoderTokenizers.Check(fit.Stage, trained.VocabularySize, Given?.Tokenizer, tokenizer);
            var encoder = new T5Encoder(tokenizer, trained.Config, Texts);
            using var train = PairStore.Read(fit.Data, options, encoder, fit.CancellationToken);
            using var held = fit.Validation is null ? null : PairStore.Read(fit.Validation, options, encoder, fit.CancellationToken);
            PairPreflight.Check(fit.Stage, train, held, tokenizer, options.Preflight, fit.Logger);
            var loop = new TrainingLoop(
                new T5Training(trained), options, new TrainingColumns(Segments: ColumnNames.Segments), fit.Stage, seed, fit.Logger);
            var result = loop.Run(
                new PairView(train, options.BatchSize), held is null ? null : new PairView(held, options.BatchSize), fit.Progress,
                fit.CancellationToken);
            return new T5Transformer(trained, tokenizer, Texts, options.Generation, result);
        }
        catch
        {
            // A given model stays its owner's.
            if (Given is null)
                trained.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => Texts.Output(
        input.Require<ReadOnlyMemory<char>>(options.SourceColumn).Require<ReadOnlyMemory<char>>(options.TargetColumn));

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => Texts.Output(input);

    private T5Config Fresh(string stage, Tokenizer tokenizer)
    {
        var config = options.Config ?? throw new OptionsException(
            nameof(FineTuneT5Options), [$"{stage}: there is no model. Give one, or the Config of a fresh one."]);
        return config.VocabularySize > 0 ? config : config with { VocabularySize = tokenizer.VocabularySize };
    }
}
