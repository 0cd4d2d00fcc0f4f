using Microsoft.Extensions.AI;
using Pipelines.Gpt;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines;

/// <summary>Decoders as chat clients of Microsoft.Extensions.AI.</summary>
public static class GptChatClientExtensions
{
    /// <summary>
    /// Makes a decoder a chat client: messages become a text by the model's own chat template, and requests of many threads are computed
    /// together. The model is the client's until it is disposed: do not train it or generate with it elsewhere meanwhile.
    /// </summary>
    /// <param name="model">The model; it stays its owner's.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="TemplateException">The chat template is wrong, or outside what is supported.</exception>
    public static IChatClient AsChatClient(this GptModel model, Tokenizer tokenizer, Action<GptChatClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        return new GptChatClient(model, tokenizer, Configured(configure, null));
    }

    /// <summary>As <see cref="AsChatClient(GptModel, Tokenizer, Action{GptChatClientOptions})"/>, of a loaded or fitted decoder.</summary>
    /// <param name="source">A model from a folder, or a fitted trainer.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="PipelineException">It is not a decoder, or has no tokenizer.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static IChatClient AsChatClient(this IModelSource source, Action<GptChatClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Create(source, Configured(configure, null), null);
    }

    /// <summary>
    /// As <see cref="AsChatClient(GptModel, Tokenizer, Action{GptChatClientOptions})"/>, with the stage's model and settings.
    /// </summary>
    /// <param name="stage">The generate stage.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static IChatClient AsChatClient(this GenerateTransformer stage, Action<GptChatClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return new GptChatClient(stage.Model, stage.Tokenizer, Configured(configure, stage.Options));
    }

    /// <summary>
    /// As <see cref="AsChatClient(GptModel, Tokenizer, Action{GptChatClientOptions})"/>, of the last decoder in a fitted chain.
    /// </summary>
    /// <param name="chain">The fitted stages; they stay their owner's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="PipelineException">No stage carries a decoder with a tokenizer.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static IChatClient AsChatClient(this IReadOnlyList<ITransformer> chain, Action<GptChatClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return Create(chain, configure);
    }

    /// <summary>The client of whatever carries a decoder, which goes with the client where it is given to it.</summary>
    internal static GptChatClient Create(object fitted, GptChatClientOptions options, IDisposable? owned)
    {
        switch (fitted)
        {
            case GenerateTransformer stage:
                options.Generation ??= stage.Options;
                return new GptChatClient(stage.Model, stage.Tokenizer, options, owned);
            case IModelSource source:
                return source.Model.Module is GptModel model
                    ? new GptChatClient(
                        model,
                        source.Tokenizer ?? throw new PipelineException(
                            "The model has no tokenizer, so it cannot read or write text. Load a folder with one, " +
                            "or train behind a tokenize stage."),
                        options, owned)
                    : throw new PipelineException($"The model is a {source.Model.Module.GetType().Name}, which does not continue texts.");
            case IReadOnlyList<ITransformer> chain:
                for (var i = chain.Count - 1; i >= 0; i--)
                {
                    if (chain[i] is GenerateTransformer or IModelSource { Model.Module: GptModel } or IReadOnlyList<ITransformer>)
                        return Create(chain[i], options, owned);
                }

                goto default;
            default:
                throw new PipelineException(
                    "No stage carries a decoder. Give a pipeline with a generate stage or a trainer of decoders, or a model folder.");
        }
    }

    private static GptChatClient Create(IReadOnlyList<ITransformer> chain, Action<GptChatClientOptions>? configure) =>
        Create(chain, Configured(configure, null), null);

    private static GptChatClientOptions Configured(Action<GptChatClientOptions>? configure, GenerationOptions? generation)
    {
        var options = new GptChatClientOptions { Generation = generation };
        configure?.Invoke(options);
        return options;
    }
}
