using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Scores rows of token ids; longer ones in consecutive blocks, each with its own context. For one thread.</summary>
internal sealed class RowScorer(GptModel model)
{
    private readonly TokenBatch _batch = new();

    /// <summary>Scores ids with their labels.</summary>
    public RowScore Score(ReadOnlySpan<int> inputIds, ReadOnlySpan<int> labels)
    {
        var sum = 0.0;
        var count = 0;
        for (var start = 0; start < inputIds.Length; start += model.BlockSize)
        {
            var length = Math.Min(model.BlockSize, inputIds.Length - start);
            _batch.Reset(1, length);
            _batch.SetRow(0, inputIds.Slice(start, length), labels.Slice(start, length));
            using var scope = new TensorScope();
            sum += model.Backend.Sum(model.TokenLosses(_batch));
            count += _batch.LabelCount;
        }

        return new RowScore(count == 0 ? 0f : (float)(sum / count), count);
    }

    /// <summary>Scores the tokens that a mask marks, given all before them.</summary>
    public RowScore Score(ReadOnlySpan<int> tokens, ReadOnlySpan<int> mask, ref int[] labels)
    {
        if (tokens.Length < 2)
            return default;
        if (labels.Length < tokens.Length)
            labels = new int[Math.Max(tokens.Length, 2 * labels.Length)];
        for (var i = 1; i < tokens.Length; i++)
            labels[i - 1] = mask[i] != 0 ? tokens[i] : TokenLabels.IgnoreIndex;
        return Score(tokens[..^1], labels.AsSpan(0, tokens.Length - 1));
    }

    /// <summary>Scores each token given those before it.</summary>
    public RowScore Score(ReadOnlySpan<int> tokens) => tokens.Length < 2 ? default : Score(tokens[..^1], tokens[1..]);
}
