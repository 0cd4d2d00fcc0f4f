using Microsoft.Extensions.Logging;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Contoso.Bigrams;

/// <summary>A guest's trainer: a model of its own in the loop that all trainers share, with its checkpoints, schedules and progress.</summary>
public sealed class BigramEstimator(
    BigramOptions options, PipelineContext context, ITensorBackend backend, ILogger<BigramEstimator> logger)
    : Estimator<BigramTransformer>(logger)
{
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => input
        .Require<VBuffer<int>>(ColumnNames.InputIds)
        .Require<VBuffer<int>>(ColumnNames.Labels)
        .With(ColumnNames.Loss, NumberDataViewType.Single);

    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) =>
        input.Require<VBuffer<int>>(ColumnNames.InputIds).With(ColumnNames.Loss, NumberDataViewType.Single);

    protected override BigramTransformer FitCore(FitContext fit)
    {
        var seed = options.Seed ?? context.Seed;
        using var model = new BigramModel(backend, options.VocabularySize, options.Size, options.BlockSize, seed);
        var loop = new TrainingLoop(model, options, new TrainingColumns(), fit.Stage, seed, fit.Logger);
        loop.Run(fit.Data, fit.Validation, fit.Progress, fit.CancellationToken);
        return new BigramTransformer(ColumnNames.InputIds, options.VocabularySize, model.Table());
    }
}
