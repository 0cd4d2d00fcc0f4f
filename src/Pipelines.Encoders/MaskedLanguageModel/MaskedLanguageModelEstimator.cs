using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Trains an encoder to predict hidden tokens (Devlin et al. 2019; DeBERTa with the enhanced mask decoder): a fresh one, or whatever
/// parameters of a given one are trainable. The fitted stage carries the model.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="backend">What a fresh model computes on.</param>
/// <param name="logger">Receives the course of the run.</param>
/// <param name="model">The model to go on training, changed in place, where the options describe no fresh one.</param>
public sealed class MaskedLanguageModelEstimator(
    MaskedLanguageModelOptions options, PipelineContext context, ITensorBackend backend, ILogger<MaskedLanguageModelEstimator> logger,
    PretrainedModel<MaskedLanguageModel>? model = null)
    : Estimator<MaskedLanguageModelTransformer>(logger)
{
    private MaskedScoringColumns Columns => new(options.InputIdsColumn, options.LabelsColumn, options.TokensColumn);

    private PretrainedModel<MaskedLanguageModel>? Given => options.Bert is null && options.Deberta is null ? model : null;

    /// <inheritdoc/>
    /// <exception cref="OptionsException">
    /// There is no model, and no config of a fresh one; or its vocabulary's size is not known.
    /// </exception>
    protected override MaskedLanguageModelTransformer FitCore(FitContext fit)
    {
        var made = fit.Data.Schema[options.InputIdsColumn].GetTokenizer();
        var seed = options.Seed ?? context.Seed;
        var trained = Given?.Model ?? Fresh(fit.Stage, made, seed);
        try
        {
            EncoderTokenizers.Check(fit.Stage, trained.Encoder.VocabularySize, Given?.Tokenizer, made);
            var columns = new TrainingColumns(options.InputIdsColumn, options.LabelsColumn, SegmentsIn(fit.Data));
            var loop = new TrainingLoop(
                new MaskedLanguageModelTraining(trained), options, columns, fit.Stage, seed, fit.Logger,
                validationColumns: fit.Validation is null ? null : columns with { Segments = SegmentsIn(fit.Validation) });
            using var pooler = new HeldPooler(trained.Encoder);
            var result = loop.Run(fit.Data, fit.Validation, fit.Progress, fit.CancellationToken);
            return new MaskedLanguageModelTransformer(trained, made ?? Given?.Tokenizer, Columns, result);
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
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) =>
        WithScores(input.Require<VBuffer<int>>(options.InputIdsColumn).Require<VBuffer<int>>(options.LabelsColumn));

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => WithScores(Columns.Check(input));

    private static DataViewSchema WithScores(DataViewSchema input) => input
        .With(ColumnNames.Loss, NumberDataViewType.Single)
        .With(ColumnNames.TokenCount, NumberDataViewType.Int32);

    private string? SegmentsIn(IDataView data) =>
        options.SegmentsColumn is { } name && data.Schema.GetColumnOrNull(name) is not null ? name : null;

    private MaskedLanguageModel Fresh(string stage, Tokenizer? tokenizer, int seed)
    {
        int Size(int given) => given > 0 ? given : tokenizer?.VocabularySize ?? throw new OptionsException(
            nameof(MaskedLanguageModelOptions),
            [
                $"{stage}: the config's VocabularySize is 0 and column '{options.InputIdsColumn}' does not come from a tokenize stage, " +
                "which would know it; give it."]);
        var random = new RandomGenerator((uint)seed);
        TextEncoder encoder = (options.Bert, options.Deberta) switch
        {
            ({ } bert, _) => new BertModel(backend, bert with { VocabularySize = Size(bert.VocabularySize) }, random),
            (_, { } deberta) => new DebertaModel(backend, deberta with { VocabularySize = Size(deberta.VocabularySize) }, random),
            _ => throw new OptionsException(
                nameof(MaskedLanguageModelOptions),
                [$"{stage}: there is no model. Give one, or the config of a fresh one: Bert or Deberta."]),
        };
        return new MaskedLanguageModel(encoder, random);
    }
}
