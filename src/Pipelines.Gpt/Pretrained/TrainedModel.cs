using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// The decoder that a stage trains: the folder that its options name, or what the stage was given (for stages from configuration the
/// registered model). A folder is loaded when the model is first asked for.
/// </summary>
/// <param name="given">What the stage was given; null for nothing.</param>
/// <param name="path">The folder; null for none.</param>
/// <param name="context">Loads the folder.</param>
/// <param name="options">The name of the stage's options, for errors.</param>
internal sealed class TrainedModel(IModelSource? given, string? path, PipelineContext context, string options)
{
    private IModelSource? _source;

    /// <summary>The model.</summary>
    /// <exception cref="OptionsException">None was given or named.</exception>
    /// <exception cref="ModelFormatException">The folder is missing or wrong.</exception>
    /// <exception cref="PipelineException">What was given is no decoder.</exception>
    public GptModel Model => Source.Model.Module as GptModel
        ?? throw new PipelineException($"The stage trains decoders; a {Source.Model.Module.GetType().Name} was given.");

    /// <summary>Its tokenizer; null where it is not known.</summary>
    public Tokenizer? Tokenizer => Source.Tokenizer;

    private IModelSource Source => _source ??= path is not null
        ? context.Model.LoadGpt(path)
        : given ?? throw new OptionsException(
            options, ["ModelPath is missing: give the folder of the model, register one with AddGptModel, or give the stage a model."]);
}
