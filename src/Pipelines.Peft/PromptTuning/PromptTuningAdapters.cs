using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>The prompts of prompt tuning on a model, by name.</summary>
/// <inheritdoc cref="SoftPromptSet{TOptions}"/>
public sealed class PromptTuningAdapters : SoftPromptSet<PromptTuningOptions>, IAdapterSet<PromptTuningAdapters>
{
    private static readonly Dictionary<string, PromptInitialization> Initializations = new(StringComparer.Ordinal)
    {
        ["RANDOM"] = PromptInitialization.Random,
        ["SAMPLE_VOCAB"] = PromptInitialization.SampledVocabulary,
        ["TEXT"] = PromptInitialization.Text,
    };

    internal PromptTuningAdapters(Module model)
        : base(model)
    {
    }

    /// <inheritdoc/>
    public override string Method => "PROMPT_TUNING";

    private protected override SoftPromptKind Kind => SoftPromptKind.Embeddings;

    static PromptTuningAdapters IAdapterSet<PromptTuningAdapters>.Create(Module model) => new(model);

    /// <inheritdoc/>
    protected override PromptTuningOptions CopyOf(PromptTuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Copy();
    }

    /// <inheritdoc/>
    protected override Adapter<PromptTuningOptions> Place(PromptTuningOptions options, string name, int seed, bool isFresh)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (isFresh && options is { Initialization: PromptInitialization.Text, Tokenizer: null })
        {
            throw new PeftException(
                "The prompt is to start as a text, but the model's tokenizer is not known. Give it to Attach, or train a model that was " +
                "loaded from a folder with its tokenizer.");
        }

        if (isFresh && options.Initialization == PromptInitialization.Text)
            StartIds(options, seed);
        return base.Place(options, name, seed, isFresh);
    }

    /// <inheritdoc/>
    /// <exception cref="PeftException">
    /// The prompt is to start as a text, and there is no tokenizer, none of the model's, or the text has no tokens.
    /// </exception>
    protected override void Start(Adapter<PromptTuningOptions> adapter, int seed)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        if (adapter.Options.Initialization == PromptInitialization.Random)
        {
            base.Start(adapter, seed);
            return;
        }

        using var paused = GradientTape.Pause();
        using var scope = new TensorScope();
        var start = Target.EmbedTokens(StartIds(adapter.Options, seed));
        Target.Backend.Copy(start, ((PromptTable)Encoder(adapter)).Weight.Value);
    }

    private protected override PromptTuningOptions ReadMethod(ConfigSection config) => new()
    {
        Initialization = config.GetChoice("prompt_tuning_init", Initializations, "RANDOM"),
        InitialText = config.FindString("prompt_tuning_init_text"),
        TokenizerPath = config.FindString("tokenizer_name_or_path"),
    };

    private protected override void WriteMethod(JsonObject json, PromptTuningOptions options)
    {
        var tokenizer = options.TokenizerPath ?? (options.Initialization == PromptInitialization.Text
            ? json["base_model_name_or_path"]?.GetValue<string>()
            : null);
        // PEFT reads no file that started as a text without a tokenizer's name; once trained it does not matter what it started as.
        var initialization = options.Initialization == PromptInitialization.Text && tokenizer is null
            ? PromptInitialization.Random
            : options.Initialization;
        json["prompt_tuning_init"] = Initializations.First(i => i.Value == initialization).Key;
        json["prompt_tuning_init_text"] = options.InitialText;
        json["tokenizer_name_or_path"] = tokenizer;
        json.TryAdd("tokenizer_kwargs", null);
    }

    private int[] StartIds(PromptTuningOptions options, int seed)
    {
        var ids = new int[options.VirtualTokenCount];
        if (options.Initialization == PromptInitialization.SampledVocabulary)
        {
            var random = new RandomGenerator((ulong)(uint)seed);
            for (var i = 0; i < ids.Length; i++)
                ids[i] = random.NextInt32(Target.VocabularySize);
            return ids;
        }

        var text = options.Tokenizer!.Encode(options.InitialText!, addSpecialTokens: true);
        if (text.Length == 0)
            throw new PeftException($"The text '{options.InitialText}' has no tokens to start from; give another.");
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = text[i % text.Length];
            if ((uint)ids[i] >= (uint)Target.VocabularySize)
            {
                throw new PeftException(
                    $"The tokenizer gives id {ids[i]} for '{options.InitialText}', but the model knows " +
                    $"{Target.VocabularySize} ids: it is not the model's tokenizer.");
            }
        }

        return ids;
    }
}
