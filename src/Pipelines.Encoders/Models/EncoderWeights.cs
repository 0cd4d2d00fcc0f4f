using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>How BERT-like files name their tensors, and how fresh weights begin.</summary>
internal static class EncoderWeights
{
    /// <summary>Names by which files of older writers differ.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> OldNames { get; } =
    [
        new("LayerNorm.gamma", "LayerNorm.weight"),
        new("LayerNorm.beta", "LayerNorm.bias"),
    ];

    /// <summary>Tensors that are no parameters.</summary>
    public static IReadOnlyList<string> Extras { get; } = ["embeddings.position_ids", "embeddings.token_type_ids"];

    /// <summary>Matrices normal with a deviation, biases 0, gains 1.</summary>
    public static void Initialize(Module model, float deviation, RandomGenerator random)
    {
        foreach (var parameter in model.Parameters())
        {
            if (parameter.Shape.Rank >= 2)
                Nn.Initialize.Normal(parameter.Value, 0f, deviation, random);
        }
    }

    /// <summary>The first token of each row: [rows, hidden].</summary>
    public static Tensor FirstTokens(Tensor hidden) =>
        Functional.Slice(hidden, 1, 0, 1).Reshape(new Shape(hidden.Shape[0], hidden.Shape[2]));

    /// <summary>The first token of each row and zeros for rows that are missing: [<paramref name="count"/>, 1, hidden].</summary>
    public static Tensor FirstTokens(Tensor hidden, int count)
    {
        var more = hidden.Backend.Zeros(new Shape(count - hidden.Shape[0], hidden.Shape[2]));
        return Functional.Concat(0, FirstTokens(hidden), more).Reshape(new Shape(count, 1, hidden.Shape[2]));
    }

    /// <summary>1 for tokens and 0 for padding, repeated over <paramref name="width"/>: [rows, length, width].</summary>
    public static Tensor Expand(ITensorBackend backend, EncoderBatch batch, int width)
    {
        var result = backend.Empty(new Shape(batch.RowCount, batch.Length, width));
        var values = result.AsSpan<float>();
        for (var i = 0; i < batch.AttentionMask!.Length; i++)
            values.Slice(i * width, width).Fill(batch.AttentionMask[i] == 0 ? 0 : 1);
        return result;
    }
}
