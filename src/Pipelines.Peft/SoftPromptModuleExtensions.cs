using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>Soft prompts on a decoder.</summary>
public static class SoftPromptModuleExtensions
{
    /// <summary>Puts a fresh prompt of prompt tuning on a model, lets it act and freezes the rest.</summary>
    /// <param name="model">A decoder.</param>
    /// <param name="options">How the prompt is.</param>
    /// <param name="name">Its name; a model can have several.</param>
    /// <param name="seed">Decides what it starts with.</param>
    /// <param name="tokenizer">The model's tokenizer, which a prompt that starts as a text needs.</param>
    /// <returns>All prompts of the model.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PeftException">The name is taken, or the model takes no soft prompts or has adapters of another method.</exception>
    public static PromptTuningAdapters Attach(
        this Module model, PromptTuningOptions options, string name = AdapterSet.DefaultName, int seed = 0, Tokenizer? tokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var own = options.Copy();
        own.Tokenizer = tokenizer ?? options.Tokenizer;
        var adapters = AdapterSet.On<PromptTuningAdapters>(model);
        adapters.Attach(own, name, seed);
        return adapters;
    }

    /// <summary>Puts a fresh prefix of prefix tuning on a model, lets it act and freezes the rest.</summary>
    /// <param name="model">A decoder.</param>
    /// <param name="options">How the prefix is.</param>
    /// <param name="name">Its name; a model can have several.</param>
    /// <param name="seed">Decides what it starts with.</param>
    /// <returns>All prefixes of the model.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PeftException">The name is taken, or the model takes no soft prompts or has adapters of another method.</exception>
    public static PrefixTuningAdapters Attach(
        this Module model, PrefixTuningOptions options, string name = AdapterSet.DefaultName, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapters = AdapterSet.On<PrefixTuningAdapters>(model);
        adapters.Attach(options, name, seed);
        return adapters;
    }

    /// <summary>Puts a fresh prompt of P-tuning on a model, lets it act and freezes the rest.</summary>
    /// <param name="model">A decoder.</param>
    /// <param name="options">How the prompt is.</param>
    /// <param name="name">Its name; a model can have several.</param>
    /// <param name="seed">Decides what it starts with.</param>
    /// <returns>All prompts of the model.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PeftException">The name is taken, or the model takes no soft prompts or has adapters of another method.</exception>
    public static PTuningAdapters Attach(
        this Module model, PTuningOptions options, string name = AdapterSet.DefaultName, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapters = AdapterSet.On<PTuningAdapters>(model);
        adapters.Attach(options, name, seed);
        return adapters;
    }
}
