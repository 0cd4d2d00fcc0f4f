using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Trains a T5 model to write what was taken out (Raffel et al. 2020): a fresh one, or whatever parameters of a given one are trainable.
/// The rows come from <see cref="CorruptSpansEstimator"/>. The fitted stage carries the model.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="backend">What a fresh model computes on.</param>
/// <param name="logger">Receives the course of the run.</param>
/// <param name="model">The model, changed in place, where the options describe no fresh one.</param>
public sealed class PretrainT5Estimator(
    PretrainT5Options options, PipelineContext context, ITensorBackend backend, ILogger<PretrainT5Estimator> logger,
    PretrainedModel<T5Model>? model = null)
    : Estimator<T5Transformer>(logger)
{
    private const int ScoredLength = 1 << 20;

    // Of texts this stage scores nothing: there is no column of targets.
    private T5Texts Texts => new(
        options.SourceColumn, "", options.OutputColumn, ScoredLength, ScoredLength, options.InputIdsColumn, options.LabelsColumn,
        options.SegmentsColumn);

    private PretrainedModel<T5Model>? Given => options.Config is null ? model : null;

    /// <inheritdoc/>
    /// <exception cref="OptionsException">
    /// There is no model, and no config of a fresh one; or its vocabulary's size is not known.
    /// </exception>
    /// <exception cref="PipelineException">The sentinels' ids are not all of the model's vocabulary.</exception>
    protected override T5Transformer FitCore(FitContext fit)
    {
        var column = fit.Data.Schema[options.InputIdsColumn];
        var made = column.GetTokenizer();
        var sentinels = column.Annotations.TryGetValue<SentinelRange>(SentinelRange.Annotation, out var range) ? range : null;
        var seed = options.Seed ?? context.Seed;
        var trained = Given?.Model ?? new T5Model(backend, Fresh(fit.Stage, made, sentinels), new RandomGenerator((uint)seed));
        try
        {
            EncoderTokenizers.Check(fit.Stage, trained.VocabularySize, Given?.Tokenizer, made);
            if (sentinels?.FirstId >= trained.VocabularySize)
            {
                throw new PipelineException(
                    $"{fit.Stage}: the first sentinel is {sentinels.FirstId}, but the model's VocabularySize is " +
                    $"{trained.VocabularySize}. Give FirstSentinelId a spare id of the model's, or the config a larger vocabulary.");
            }

            var columns = new TrainingColumns(options.InputIdsColumn, options.LabelsColumn, options.SegmentsColumn);
            var loop = new TrainingLoop(new T5Training(trained), options, columns, fit.Stage, seed, fit.Logger);
            var result = loop.Run(fit.Data, fit.Validation, fit.Progress, fit.CancellationToken);
            return new T5Transformer(trained, made ?? Given?.Tokenizer, Texts, options.Generation, result);
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
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => Texts.Output(input
        .Require<VBuffer<int>>(options.InputIdsColumn)
        .Require<VBuffer<int>>(options.LabelsColumn)
        .Require<VBuffer<int>>(options.SegmentsColumn));

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => Texts.Output(input);

    private T5Config Fresh(string stage, Tokenizer? tokenizer, SentinelRange? sentinels)
    {
        var config = options.Config ?? throw new OptionsException(
            nameof(PretrainT5Options), [$"{stage}: there is no model. Give one, or the Config of a fresh one."]);
        if (config.VocabularySize > 0)
            return config;
        var size = Math.Max(tokenizer?.VocabularySize ?? 0, sentinels?.FirstId + 1 ?? 0);
        return size > 0
            ? config with { VocabularySize = size }
            : throw new OptionsException(
                nameof(PretrainT5Options),
                [
                    $"{stage}: Config.VocabularySize is 0 and column '{options.InputIdsColumn}' does not come from a tokenize stage, " +
                    "which would know it; give it."]);
    }
}
