using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// Makes one vector of a text's tokens (<c>sentence_transformers.models.Pooling</c>). Several modes give their vectors one behind the other
/// in the order of <see cref="PoolingMode"/>.
/// </summary>
public static class Pooling
{
    private const float LeastWeight = 1e-9f;

    private static readonly (string Name, PoolingMode Mode)[] Names =
    [
        ("pooling_mode_cls_token", PoolingMode.FirstToken),
        ("pooling_mode_max_tokens", PoolingMode.Maximum),
        ("pooling_mode_mean_tokens", PoolingMode.Mean),
        ("pooling_mode_mean_sqrt_len_tokens", PoolingMode.MeanOfRootLength),
        ("pooling_mode_weightedmean_tokens", PoolingMode.WeightedMean),
        ("pooling_mode_lasttoken", PoolingMode.LastToken),
    ];

    /// <summary>Pools the hidden states of a batch; gradients flow.</summary>
    /// <param name="hidden">[rows, length, hidden].</param>
    /// <param name="batch">Whose padding does not count.</param>
    /// <param name="modes">One mode or several.</param>
    /// <returns>[rows, modes · hidden].</returns>
    /// <exception cref="ArgumentException">There is no mode.</exception>
    public static Tensor Apply(Tensor hidden, EncoderBatch batch, PoolingMode modes)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(batch);
        List<Tensor> parts = [];
        foreach (var (_, mode) in Names)
        {
            if (!modes.HasFlag(mode))
                continue;
            parts.Add(mode == PoolingMode.Maximum ? TokenMaximum.Apply(hidden, batch) : Weighted(hidden, batch, mode));
        }

        return parts.Count switch
        {
            0 => throw new ArgumentException("No pooling mode is given; at least one was expected.", nameof(modes)),
            1 => parts[0],
            _ => Functional.Concat(1, [.. parts]),
        };
    }

    /// <summary>Reads the <c>config.json</c> of a pooling folder.</summary>
    internal static PoolingMode Read(ConfigSection config)
    {
        var modes = PoolingMode.None;
        foreach (var (name, mode) in Names)
            modes |= config.GetBoolean(name, false) ? mode : PoolingMode.None;
        if (!config.GetBoolean("include_prompt", true))
            throw config.Error("include_prompt", "leaving a prompt out of the mean is not supported; true was expected.");
        return modes != PoolingMode.None
            ? modes
            : throw config.Error("pooling_mode_mean_tokens", "no pooling mode is true; at least one was expected.");
    }

    /// <summary>The <c>config.json</c> of a pooling folder.</summary>
    internal static System.Text.Json.Nodes.JsonObject ToJson(PoolingMode modes, int size)
    {
        var json = new System.Text.Json.Nodes.JsonObject { ["word_embedding_dimension"] = size, ["include_prompt"] = true };
        foreach (var (name, mode) in Names)
            json[name] = modes.HasFlag(mode);
        return json;
    }

    /// <summary>The number of vectors that modes give.</summary>
    internal static int Count(PoolingMode modes) => System.Numerics.BitOperations.PopCount((uint)modes);

    /// <summary>A product with one row of weights a text: every mode but the maximum is one.</summary>
    private static Tensor Weighted(Tensor hidden, EncoderBatch batch, PoolingMode mode)
    {
        var weights = hidden.Backend.Empty(new Shape(batch.RowCount, 1, batch.Length));
        for (var row = 0; row < batch.RowCount; row++)
            Weights(batch, row, mode, weights.AsSpan<float>().Slice(row * batch.Length, batch.Length));
        return Functional.MatMul(weights, hidden).Reshape(new Shape(batch.RowCount, hidden.Shape[2]));
    }

    private static void Weights(EncoderBatch batch, int row, PoolingMode mode, Span<float> weights)
    {
        var last = 0;
        var sum = 0f;
        for (var i = 0; i < weights.Length; i++)
        {
            var isToken = batch.AttentionMask is null || batch.AttentionMask[row * batch.Length + i] != 0;
            last = isToken ? i : last;
            weights[i] = !isToken ? 0 : mode == PoolingMode.WeightedMean ? i + 1 : 1;
            sum += weights[i];
        }

        sum = Math.Max(sum, LeastWeight);
        var keep = mode switch { PoolingMode.FirstToken => 0, PoolingMode.LastToken => last, _ => -1 };
        var divisor = mode == PoolingMode.MeanOfRootLength ? MathF.Sqrt(sum) : sum;
        for (var i = 0; i < weights.Length; i++)
            weights[i] = keep < 0 ? weights[i] / divisor : i == keep ? 1 : 0;
    }
}
