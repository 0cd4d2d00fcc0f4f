using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Continues texts with the model of an earlier stage of the chain, or with a given one. It learns nothing; fitting finds the model.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="source">The stage whose model to use; null for the last one of the chain that carries one.</param>
public sealed class GenerateEstimator(GenerateOptions options, IModelSource? source = null) : Estimator<GenerateTransformer>
{
    /// <inheritdoc/>
    /// <exception cref="PipelineException">The model was trained without a tokenizer, or does not continue texts.</exception>
    protected override GenerateTransformer FitCore(FitContext context)
    {
        var found = source ?? Find(context.Data.Schema);
        return found.Model.Module is GptModel model
            ? new GenerateTransformer(
                model,
                found.Tokenizer ?? throw new PipelineException(
                    $"{context.Stage}: the model was trained without a tokenize stage, so it cannot read or write text."),
                options)
            { Carrier = found as ITransformer }
            : throw new PipelineException(
                $"{context.Stage}: the model is a {found.Model.Module.GetType().Name}, which does not continue texts.");
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        input = input.Require<ReadOnlyMemory<char>>(options.PromptColumn);
        if (options.AdapterColumn is { } adapter)
            input = input.Require<ReadOnlyMemory<char>>(adapter);
        return input.With(options.OutputColumn, TextDataViewType.Instance);
    }

    private static IModelSource Find(DataViewSchema schema)
    {
        for (var i = schema.Count - 1; i >= 0; i--)
        {
            if (schema[i].Annotations.TryGetValue<IModelSource>(PretrainTransformer.ModelAnnotation, out var stage))
                return stage;
        }

        throw new PipelineException(
            "No stage before the generate stage carries a model. Append it behind a trainer such as Pretrain, or give it a fitted one.");
    }
}
