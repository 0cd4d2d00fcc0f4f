using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>
/// Rotary frequencies in the reference library's formulas (its <c>modeling_rope_utils.py</c>, and Phi-3's own for long rope), in its
/// precision.
/// </summary>
internal static class RopeFrequencies
{
    /// <summary>Radians per position of each pair of elements, for rows of a length.</summary>
    public static float[] For(GptConfig config, int length)
    {
        var (headSize, theta) = (config.EffectiveHeadSize, config.RopeTheta);
        var scaling = config.RopeScaling;
        return scaling?.Kind switch
        {
            null => RotaryEmbedding.DefaultFrequencies(headSize, theta),
            RopeScalingKind.Linear => Linear(headSize, theta, scaling.Factor),
            RopeScalingKind.Dynamic => Dynamic(config, scaling, length),
            RopeScalingKind.Yarn => Yarn(config, scaling),
            RopeScalingKind.Llama3 => Llama3(config, scaling),
            _ => LongRope(headSize, theta, length > scaling.Original(config.BlockSize) ? scaling.LongFactors! : scaling.ShortFactors!),
        };
    }

    /// <summary>The factor on cosines and sines.</summary>
    public static float AttentionFactor(GptConfig config)
    {
        if (config.RopeScaling is not { Kind: RopeScalingKind.Yarn or RopeScalingKind.LongRope } scaling)
            return 1f;
        if (scaling.AttentionFactor is { } given)
            return given;
        if (scaling.Kind == RopeScalingKind.Yarn)
            return scaling.Factor <= 1f ? 1f : (float)((0.1 * Math.Log(scaling.Factor)) + 1.0);
        var original = scaling.Original(config.BlockSize);
        var stretch = config.BlockSize / (double)original;
        return stretch <= 1.0 ? 1f : (float)Math.Sqrt(1.0 + (Math.Log(stretch) / Math.Log(original)));
    }

    private static float[] Linear(int headSize, float theta, float factor)
    {
        var frequencies = RotaryEmbedding.DefaultFrequencies(headSize, theta);
        for (var i = 0; i < frequencies.Length; i++)
            frequencies[i] /= factor;
        return frequencies;
    }

    private static float[] Dynamic(GptConfig config, RopeScaling scaling, int length)
    {
        var headSize = config.EffectiveHeadSize;
        if (length <= config.BlockSize || headSize == 2)
            return RotaryEmbedding.DefaultFrequencies(headSize, config.RopeTheta);
        var stretch = (scaling.Factor * (double)length / config.BlockSize) - (scaling.Factor - 1.0);
        return RotaryEmbedding.DefaultFrequencies(headSize, (float)(config.RopeTheta * Math.Pow(stretch, headSize / (headSize - 2.0))));
    }

    private static float[] Llama3(GptConfig config, RopeScaling scaling)
    {
        var frequencies = RotaryEmbedding.DefaultFrequencies(config.EffectiveHeadSize, config.RopeTheta);
        float original = scaling.Original(config.BlockSize);
        var (low, high) = (scaling.LowFrequencyFactor, scaling.HighFrequencyFactor);
        for (var i = 0; i < frequencies.Length; i++)
        {
            var frequency = frequencies[i];
            var wavelength = 2f * MathF.PI / frequency;
            if (wavelength > original / low)
            {
                frequencies[i] = frequency / scaling.Factor;
            }
            else if (wavelength >= original / high)
            {
                var smooth = ((original / wavelength) - low) / (high - low);
                frequencies[i] = ((1f - smooth) * frequency / scaling.Factor) + (smooth * frequency);
            }
        }

        return frequencies;
    }

    private static float[] Yarn(GptConfig config, RopeScaling scaling)
    {
        var headSize = config.EffectiveHeadSize;
        var frequencies = RotaryEmbedding.DefaultFrequencies(headSize, config.RopeTheta);
        var low = Math.Max(Math.Floor(Dimension(scaling.BetaFast)), 0);
        var high = Math.Min(Math.Ceiling(Dimension(scaling.BetaSlow)), headSize - 1);
        if (low == high)
            high += 0.001; // keeps the ramp finite
        for (var i = 0; i < frequencies.Length; i++)
        {
            var kept = 1f - (float)Math.Clamp((i - low) / (high - low), 0.0, 1.0);
            frequencies[i] = (frequencies[i] / scaling.Factor * (1f - kept)) + (frequencies[i] * kept);
        }

        return frequencies;

        // The pair that turns so many times in the original context.
        double Dimension(double turns) =>
            headSize * Math.Log(scaling.Original(config.BlockSize) / (turns * 2 * Math.PI)) / (2 * Math.Log(config.RopeTheta));
    }

    private static float[] LongRope(int headSize, float theta, IReadOnlyList<float> divisors)
    {
        var frequencies = new float[headSize / 2];
        for (var i = 0; i < frequencies.Length; i++)
            frequencies[i] = 1f / (divisors[i] * MathF.Pow(theta, 2f * i / headSize));
        return frequencies;
    }
}
