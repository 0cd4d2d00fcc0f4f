using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// The soft prompts of one method on a model, by name. One acts on the model at a time; a decoding session gives each sequence another, or
/// none. For one thread at a time, as the model.
/// </summary>
/// <typeparam name="TOptions">How a prompt of the method is.</typeparam>
public abstract class SoftPromptSet<TOptions> : AdapterSet<TOptions> where TOptions : SoftPromptOptions
{
    private const string TensorName = "prompt_embeddings";

    private SoftPromptBank? _bank;

    private protected SoftPromptSet(Module model)
        : base(model)
    {
        Target = model as ISoftPromptModel ?? throw new PeftException(
            $"{model.GetType().Name} takes no soft prompts; a decoder was expected. Use another method, such as LoRA.");
    }

    private protected ISoftPromptModel Target { get; }

    /// <summary>The prompt of a name, for <see cref="PromptTokens.SoftPrompt"/> or <see cref="IDecodingSession.SetSoftPrompt"/>.</summary>
    /// <exception cref="PeftException">There is none of that name.</exception>
    public ISoftPrompt GetPrompt(string name = DefaultName) => Encoder(Get(name));

    /// <summary>What the method's prompts are.</summary>
    private protected abstract SoftPromptKind Kind { get; }

    /// <summary>PEFT's <c>token_dim</c>: the width of an embedding, or of one layer's keys.</summary>
    private protected virtual int TokenWidth => Target.SoftPromptDimensions.EmbeddingSize;

    /// <summary>PEFT's <c>num_attention_heads</c>.</summary>
    private protected virtual int HeadCount => Target.SoftPromptDimensions.HeadCount;

    /// <inheritdoc/>
    protected override Adapter<TOptions> Place(TOptions options, string name, int seed, bool isFresh)
    {
        ArgumentNullException.ThrowIfNull(options);
        var room = Target.SoftPromptDimensions.ContextLength;
        if (options.VirtualTokenCount >= room)
        {
            throw new PeftException(
                $"The prompt has {options.VirtualTokenCount} virtual tokens, but the model's context holds {room}: no token has room " +
                "behind it. Take fewer virtual tokens.");
        }

        // Files hold what an encoder gave, whatever it was.
        var encoder = isFresh
            ? CreateEncoder(options)
            : new PromptTable(Target.Backend, Kind, options.VirtualTokenCount, Target.SoftPromptDimensions.WidthOf(Kind));
        _bank ??= new SoftPromptBank(this);
        _bank.Add(name, encoder);
        Target.PromptEncoder = _bank;
        var adapter = new Adapter<TOptions>(name, options, []);
        Add(adapter);
        return adapter;
    }

    /// <inheritdoc/>
    protected override void Start(Adapter<TOptions> adapter, int seed) =>
        Encoder(adapter).Initialize(new RandomGenerator((ulong)(uint)seed));

    private protected virtual SoftPromptEncoder CreateEncoder(TOptions options) =>
        new PromptTable(Target.Backend, Kind, options.VirtualTokenCount, Target.SoftPromptDimensions.WidthOf(Kind));

    /// <inheritdoc/>
    protected override void ActivateCore(IReadOnlyList<Adapter> adapters)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        if (adapters.Count > 1)
        {
            throw new PeftException(
                $"The soft prompts '{string.Join("', '", adapters.Select(a => a.Name))}' cannot act together; activate one, or give each " +
                "sequence its own while generating.");
        }

        Target.SoftPrompt = adapters.Count == 0 ? null : Encoder(adapters[0]);
    }

    /// <inheritdoc/>
    protected override void RemoveCore(Adapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        _bank!.Drop(adapter.Name);
    }

    /// <inheritdoc/>
    protected override void DetachCore()
    {
        Target.SoftPrompt = null;
        Target.PromptEncoder = null;
        _bank?.Dispose();
        _bank = null;
    }

    /// <inheritdoc/>
    protected override void ShowBase(bool isShown) => Target.PromptEncoder = isShown ? null : _bank;

    /// <inheritdoc/>
    protected override IEnumerable<NamedParameter> TensorsOf(Adapter adapter) =>
        Encoder(adapter) is PromptTable table ? [new NamedParameter(TensorName, table.Weight)] : [];

    /// <inheritdoc/>
    protected override IEnumerable<Parameter> TrainedBy(Adapter adapter) => Encoder(adapter).Parameters();

    /// <inheritdoc/>
    protected override Dictionary<string, Tensor> Export(Adapter adapter)
    {
        using var paused = GradientTape.Pause();
        var encoder = Encoder(adapter);
        var wasTraining = encoder.IsTraining;
        encoder.ToEvaluation();
        var rows = encoder.Forward();
        if (wasTraining)
            encoder.ToTraining();
        return new Dictionary<string, Tensor>(StringComparer.Ordinal) { [TensorName] = rows };
    }

    /// <inheritdoc/>
    /// <exception cref="PeftException">The prompt is for another base model.</exception>
    protected override TOptions ReadOptions(ConfigSection config, JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(config);
        RequireEqual("token_dim", TokenWidth, "the width of a token's embedding, or of its keys");
        RequireEqual("num_layers", Target.SoftPromptDimensions.LayerCount, "the layers");
        RequireEqual("num_attention_heads", HeadCount, "the heads");
        if (config.FindInt32("num_transformer_submodules") is > 1 and var submodules)
        {
            throw config.Error(
                "num_transformer_submodules", $"it is {submodules}: the prompt is for an encoder and a decoder, which is not supported.");
        }

        var options = ReadMethod(config);
        options.VirtualTokenCount = config.GetInt32("num_virtual_tokens", null, 1, 1 << 16);
        options.TaskType = config.FindString("task_type");
        return options;

        void RequireEqual(string key, int expected, string what)
        {
            if (config.FindInt32(key) is { } found && found != expected)
            {
                throw new PeftException(
                    $"{config.File}: {key} is {found}, but {what} of this model are {expected}: the prompt is for another base model.");
            }
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(JsonObject json, TOptions options, Adapter adapter)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(options);
        json["task_type"] = options.TaskType;
        json["num_virtual_tokens"] = options.VirtualTokenCount;
        json["num_transformer_submodules"] = 1;
        json["token_dim"] = TokenWidth;
        json["num_layers"] = Target.SoftPromptDimensions.LayerCount;
        json["num_attention_heads"] = HeadCount;
        WriteMethod(json, options);
    }

    /// <summary>Reads what the method has more.</summary>
    private protected abstract TOptions ReadMethod(ConfigSection config);

    /// <summary>Writes what the method has more.</summary>
    private protected abstract void WriteMethod(JsonObject json, TOptions options);

    private protected SoftPromptEncoder Encoder(Adapter adapter) => _bank!.Get(adapter.Name);
}
