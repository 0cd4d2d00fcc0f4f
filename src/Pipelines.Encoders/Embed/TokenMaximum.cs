using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The largest of each element over a text's tokens; its gradient goes to the first token that has it.</summary>
internal sealed class TokenMaximum : Operation
{
    // What a text without tokens gives, as sentence-transformers has it.
    private const float Nothing = -1e9f;

    private readonly int[] _places;

    private TokenMaximum(int[] places) => _places = places;

    public static Tensor Apply(Tensor hidden, EncoderBatch batch)
    {
        var (length, width) = (hidden.Shape[1], hidden.Shape[2]);
        var result = hidden.Backend.Full(new Shape(batch.RowCount, width), Nothing);
        var places = new int[batch.RowCount * width];
        places.AsSpan().Fill(-1);
        var source = hidden.AsSpan<float>();
        var maxima = result.AsSpan<float>();
        for (var at = 0; at < batch.RowCount * length; at++)
        {
            if (batch.AttentionMask is not null && batch.AttentionMask[at] == 0)
                continue;
            var row = at / length * width;
            for (var i = 0; i < width; i++)
            {
                if (places[row + i] < 0 || source[at * width + i] > maxima[row + i])
                    (places[row + i], maxima[row + i]) = (at * width + i, source[at * width + i]);
            }
        }

        return GradientTape.Record(new TokenMaximum(places), result, hidden);
    }

    protected override void Backward()
    {
        if (!NeedsGradient(0))
            return;
        var slopes = ResultGradient.AsSpan<float>();
        var target = AccumulatedGradient(0).AsSpan<float>();
        for (var i = 0; i < _places.Length; i++)
        {
            if (_places[i] >= 0)
                target[_places[i]] += slopes[i];
        }
    }
}
