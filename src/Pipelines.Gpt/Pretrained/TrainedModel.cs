using Microsoft.Extensions.DependencyInjection;
using Pipelines.Tokenizers;

namespace Pipelines.Gpt;

/// <summary>
/// The model that a stage trains: the folder that its options name, the one it was given, or the one that is registered, as for stages from
/// configuration. A folder is loaded when the model is first asked for.
/// </summary>
/// <param name="model">The given model; null for none.</param>
/// <param name="tokenizer">The given model's tokenizer; null where it is not known.</param>
/// <param name="path">The folder; null for none.</param>
/// <param name="context">Loads the folder and knows what is registered.</param>
/// <param name="options">The name of the stage's options, for errors.</param>
internal sealed class TrainedModel(GptModel? model, Tokenizer? tokenizer, string? path, PipelineContext context, string options)
{
    private (GptModel Model, Tokenizer? Tokenizer)? _found;

    /// <summary>The model.</summary>
    /// <exception cref="OptionsException">None was given or named.</exception>
    /// <exception cref="ModelFormatException">The folder is missing or wrong.</exception>
    public GptModel Model => Found.Model;

    /// <summary>Its tokenizer; null where it is not known.</summary>
    public Tokenizer? Tokenizer => Found.Tokenizer;

    private (GptModel Model, Tokenizer? Tokenizer) Found => _found ??= Find();

    private (GptModel Model, Tokenizer? Tokenizer) Find()
    {
        if (path is null && model is not null)
            return (model, tokenizer);
        var pretrained = path is null ? context.Services.GetService<PretrainedGpt>() : context.Model.LoadGpt(path);
        return pretrained is null
            ? throw new OptionsException(options, ["ModelPath is missing: give the folder of the model, register one with AddGptModel, or give the stage a model."])
            : (pretrained.Model, tokenizer ?? pretrained.Tokenizer);
    }
}
