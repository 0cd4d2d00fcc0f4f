using System.Numerics.Tensors;

namespace Pipelines.Training;

/// <summary>The likelihood of tokens by rows of logits, added up in double.</summary>
internal struct ScoredLogits
{
    private double _sum;
    private int _count;
    private bool _isOther;

    /// <summary>Adds a token.</summary>
    /// <param name="logits">One logit an id.</param>
    /// <param name="token">The token.</param>
    /// <param name="buffer">As many numbers, overwritten.</param>
    /// <exception cref="PipelineException">The model's scores are not finite.</exception>
    public void Add(ReadOnlySpan<float> logits, int token, Span<float> buffer)
    {
        var best = TokenChoice.MostLikely(logits);
        var maximum = logits[best];
        TensorPrimitives.Subtract(logits, maximum, buffer);
        TensorPrimitives.Exp<float>(buffer, buffer);
        var likelihood = (double)logits[token] - maximum - Math.Log(Sum(buffer));
        if (!double.IsFinite(likelihood))
            throw new PipelineException("The model's scores are not finite numbers, so no text has a likelihood. Check its weights.");
        _sum += likelihood;
        _count++;
        _isOther |= best != token;
    }

    public readonly SequenceLikelihood ToLikelihood(bool isContextCut) => new(_sum, _count, !_isOther, isContextCut);

    // A vocabulary's worth of small numbers: pieces keep what Float32 would lose.
    private static double Sum(ReadOnlySpan<float> values)
    {
        const int piece = 512;
        var sum = 0.0;
        for (var start = 0; start < values.Length; start += piece)
            sum += TensorPrimitives.Sum(values.Slice(start, Math.Min(piece, values.Length - start)));
        return sum;
    }
}
