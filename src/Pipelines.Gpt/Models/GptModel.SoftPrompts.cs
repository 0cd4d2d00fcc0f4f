using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

public sealed partial class GptModel
{
    private const string PromptEncoderName = "prompt_encoder";

    private ISoftPrompt? _softPrompt;
    private Module? _promptEncoder;

    /// <inheritdoc/>
    public SoftPromptDimensions SoftPromptDimensions => new(
        Config.EmbeddingSize, Config.LayerCount, Config.HeadCount, Config.EffectiveKeyValueHeadCount, Config.EffectiveHeadSize,
        Config.EffectiveBlockSize);

    /// <inheritdoc/>
    public ISoftPrompt? SoftPrompt
    {
        get => _softPrompt;
        set
        {
            RequireRoom(value);
            _softPrompt = value is { TokenCount: > 0 } ? value : null;
        }
    }

    /// <inheritdoc/>
    public Module? PromptEncoder
    {
        get => _promptEncoder;
        set
        {
            if (_promptEncoder is not null)
                Remove(PromptEncoderName);
            _promptEncoder = value;
            if (value is not null)
                AddModule(PromptEncoderName, value);
        }
    }

    private int VirtualTokenCount => _softPrompt?.TokenCount ?? 0;

    /// <inheritdoc/>
    public Tensor EmbedTokens(ReadOnlySpan<int> ids) => _tokens.Module.Forward(Backend.FromArray(ids, new Shape(ids.Length)));

    /// <summary>Refuses a prompt that leaves no room for a token.</summary>
    internal void RequireRoom(ISoftPrompt? prompt)
    {
        if (prompt is not null && prompt.TokenCount >= Config.EffectiveBlockSize)
        {
            throw new PipelineException(
                $"The soft prompt has {prompt.TokenCount} virtual tokens, but the model's context holds {Config.EffectiveBlockSize}: no token " +
                "has room behind it. Take fewer virtual tokens.");
        }
    }

    /// <summary>The numbers of a prompt [tokens, width], checked.</summary>
    internal Tensor PromptRows(ISoftPrompt prompt)
    {
        var rows = prompt.Forward();
        var expected = new Shape(prompt.TokenCount, SoftPromptDimensions.WidthOf(prompt.Kind));
        return rows.Shape == expected
            ? rows
            : throw new PipelineException(
                $"The soft prompt gives numbers of shape {rows.Shape}; {expected} was expected: it is for another model.");
    }

    /// <summary>Computes the virtual tokens [rows, width] of one sequence's prompt into the caches.</summary>
    /// <param name="rows">Their embeddings.</param>
    /// <param name="length">How long the sequence will be with the tokens that are at hand.</param>
    /// <param name="step">One run with all rows.</param>
    /// <param name="caches">With room for the length.</param>
    internal void DecodePrompt(Tensor rows, int length, DecodingStep step, IReadOnlyList<KeyValueCache> caches)
    {
        var count = rows.Shape[0];
        var positions = Backend.Empty(new Shape(1, count), ElementType.Int32);
        for (var i = 0; i < count; i++)
            positions.AsSpan<int>()[i] = i;
        // A copy, because positions are added in place.
        var x = AddPositions(Functional.Reshape(Functional.Concat(0, rows), new Shape(1, count, rows.Shape[1])), positions);
        Decode(x, new RowContext(positions, _rotary?.For(length)), step, caches);
    }

    private Tensor Decode(Tensor x, RowContext context, DecodingStep step, IReadOnlyList<KeyValueCache> caches)
    {
        for (var layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].Decode(x, context, step, caches[layer]);
        return _norm.Module.Forward(x);
    }

    private Tensor PromptedHidden(TokenBatch batch, ISoftPrompt prompt, bool virtualTokens)
    {
        var rows = PromptRows(prompt);
        var layout = new PromptedRows(batch, prompt, Config.LongestRow);
        var positions = Backend.FromArray(layout.Positions, new Shape(batch.RowCount, layout.PositionCount));
        var context = Context(positions, layout.Positions) with { Mask = layout.CreateMask(Backend) };
        var tokens = _tokens.Module.Forward(Backend.FromArray(batch.InputIds, new Shape(batch.RowCount, batch.Length)));
        var hasEmbeddings = prompt.Kind == SoftPromptKind.Embeddings;
        var places = layout.CreatePlaces(Backend);
        var x = AddPositions(hasEmbeddings ? Functional.Concat(1, Functional.Embedding(places, rows), tokens) : tokens, positions);
        for (var layer = 0; layer < _layers.Count; layer++)
        {
            if (hasEmbeddings)
                x = GradientCheckpointing ? Checkpointed(_layers[layer], x, context) : _layers[layer].Forward(x, context);
            else
                x = Prefixed(_layers[layer], x, context, Prefix(rows, layer, places));
        }

        if (hasEmbeddings && !virtualTokens)
            x = Functional.Slice(x, 1, layout.VirtualCount, batch.Length);
        return _norm.Module.Forward(x);
    }

    private PrefixRows Prefix(Tensor rows, int layer, Tensor places)
    {
        var width = SoftPromptDimensions.KeyValueSize;
        return new PrefixRows(
            Functional.Slice(rows, 1, 2 * layer * width, width), Functional.Slice(rows, 1, (2 * layer + 1) * width, width), places);
    }

    private Tensor Prefixed(DecoderBlock layer, Tensor x, RowContext context, PrefixRows prefix)
    {
        if (!GradientCheckpointing)
            return layer.Forward(x, context with { Prefix = prefix });
        // Whatever the block reads that was made under the tape is an input of the checkpoint.
        return GradientCheckpoint.Run(
            Random,
            inputs => layer.Forward(inputs[0], context with { Prefix = prefix with { Keys = inputs[1], Values = inputs[2] } }),
            x, prefix.Keys, prefix.Values);
    }
}
