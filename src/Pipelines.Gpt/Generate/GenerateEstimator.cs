using Pipelines.Tokenizers;

namespace Pipelines.Gpt;

/// <summary>
/// Continues texts with the model of an earlier stage of the chain, or with a given one. It learns nothing; fitting finds the model.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="source">The stage whose model to use; null for the last one of the chain that carries one.</param>
public sealed class GenerateEstimator(GenerateOptions options, PretrainTransformer? source = null) : Estimator<GenerateTransformer>
{
    /// <inheritdoc/>
    protected override GenerateTransformer FitCore(FitContext context)
    {
        var (model, tokenizer) = source is null ? Find(context.Data.Schema) : (source.Model, source.Tokenizer);
        return new GenerateTransformer(
            model, tokenizer ?? throw new PipelineException($"{context.Stage}: the model was trained without a tokenize stage, so it cannot read or write text."), options);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        input.Require<ReadOnlyMemory<char>>(options.PromptColumn);
        if (options.AdapterColumn is { } column)
            input.Require<ReadOnlyMemory<char>>(column);
        return input.With(options.OutputColumn, TextDataViewType.Instance);
    }

    private static (GptModel Model, Tokenizer? Tokenizer) Find(DataViewSchema schema)
    {
        for (var i = schema.Count - 1; i >= 0; i--)
        {
            if (schema[i].Annotations.TryGetValue<PretrainTransformer>(PretrainTransformer.ModelAnnotation, out var stage))
                return (stage.Model, stage.Tokenizer);
        }

        throw new PipelineException(
            "No stage before the generate stage carries a model. Append it behind a trainer such as Pretrain, or give it a fitted one.");
    }
}
