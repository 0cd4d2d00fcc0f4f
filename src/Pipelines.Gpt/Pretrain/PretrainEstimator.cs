using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Trains a decoder to predict the next token of packed blocks: a fresh one, or whatever parameters of a given one are trainable. The
/// fitted stage carries the model.
/// </summary>
public sealed class PretrainEstimator : Estimator<PretrainTransformer>
{
    private readonly PretrainOptions _options;
    private readonly PipelineContext _context;
    private readonly ITensorBackend _backend;
    private readonly GptModel? _model;
    private readonly Tokenizer? _tokenizer;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">How to train; validated already.</param>
    /// <param name="context">Gives the seed where the options do not.</param>
    /// <param name="backend">What a fresh model computes on.</param>
    /// <param name="logger">Receives the course of the run.</param>
    /// <param name="model">The model to go on training; null for a fresh one.</param>
    /// <param name="tokenizer">The tokenizer that the model was trained with; null where it is not known.</param>
    public PretrainEstimator(
        PretrainOptions options, PipelineContext context, ITensorBackend backend, ILogger<PretrainEstimator> logger, GptModel? model = null,
        Tokenizer? tokenizer = null)
        : base(logger)
    {
        _options = options;
        _context = context;
        _backend = backend;
        _model = model;
        _tokenizer = tokenizer;
    }

    /// <inheritdoc/>
    /// <exception cref="OptionsException">The vocabulary's size is neither given nor known from a tokenize stage.</exception>
    protected override PretrainTransformer FitCore(FitContext context)
    {
        var tokenizer = context.Data.Schema[_options.InputIdsColumn].GetTokenizer();
        var seed = _options.Seed ?? _context.Seed;
        var model = _model ?? new GptModel(_backend, ConfigFor(tokenizer), new RandomGenerator((ulong)(uint)seed));
        try
        {
            GptTokenizers.Check(model, _tokenizer, tokenizer, _options.InputIdsColumn);
            var columns = new TrainingColumns(_options.InputIdsColumn, _options.LabelsColumn);
            var loop = new TrainingLoop(model, _options, columns, context.Stage, seed, context.Logger)
            {
                Answers = _options.Answers.Every > 0
                    ? new AnswerChecker(
                        _options.Answers, new TokenGenerator(model) { Tokenizer = tokenizer ?? _tokenizer }, [], _context.Evaluation, seed)
                    : null,
            };
            var result = loop.Run(context.Data, context.Validation, context.Progress, context.CancellationToken);
            var scoring = new ScoringColumns(_options.InputIdsColumn, _options.LabelsColumn, _options.TokensColumn);
            return new PretrainTransformer(model, tokenizer ?? _tokenizer, scoring, result);
        }
        catch
        {
            // A given model stays its owner's.
            if (_model is null)
                model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) =>
        WithScores(input.Require<VBuffer<int>>(_options.InputIdsColumn).Require<VBuffer<int>>(_options.LabelsColumn));

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) =>
        WithScores(new ScoringColumns(_options.InputIdsColumn, _options.LabelsColumn, _options.TokensColumn).Check(input));

    private static DataViewSchema WithScores(DataViewSchema input) => input
        .With(ColumnNames.Loss, NumberDataViewType.Single)
        .With(ColumnNames.TokenCount, NumberDataViewType.Int32);

    private GptConfig ConfigFor(Tokenizer? tokenizer)
    {
        if (_options.Config.VocabularySize > 0)
            return _options.Config;
        return tokenizer is null
            ? throw new OptionsException(
                nameof(PretrainOptions),
                [
                    $"Config.VocabularySize is 0 and column '{_options.InputIdsColumn}' does not come from a tokenize stage, " +
                    "which would know it; give it.",
                ])
            : _options.Config with { VocabularySize = tokenizer.VocabularySize };
    }
}
