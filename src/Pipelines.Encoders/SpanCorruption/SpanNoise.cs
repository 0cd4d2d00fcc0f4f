using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>
/// Which tokens T5's pretraining takes out (Raffel et al. 2020, <c>random_spans_noise_mask</c>): kept and taken spans in turn, a kept one
/// first, the lengths of both kinds drawn among all ways to part their tokens.
/// </summary>
public sealed record SpanNoise
{
    /// <summary>The share of tokens taken out, above 0 and below 1.</summary>
    public double Density { get; init; } = 0.15;

    /// <summary>The mean length of what is taken out at one place, in tokens.</summary>
    public double MeanSpanLength { get; init; } = 3;

    /// <summary>How many tokens are taken out of a row, and in how many spans.</summary>
    /// <param name="length">Tokens of the row, at least 2.</param>
    public (int NoiseTokens, int Spans) Count(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        // Halves are rounded to the even number, as the reference does.
        var noise = Math.Clamp((int)Math.Round(length * Density), 1, length - 1);
        var spans = Math.Clamp((int)Math.Round(noise / MeanSpanLength), 1, Math.Min(noise, length - noise));
        return (noise, spans);
    }

    /// <summary>
    /// How long rows must be so that their corrupted form, with a sentinel a span and an end of text, has at most a length.
    /// </summary>
    /// <param name="inputLength">The most tokens of the corrupted form.</param>
    /// <returns>The tokens of a row, and of its target with sentinels and end of text.</returns>
    public (int Tokens, int Target) LengthsFor(int inputLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputLength, 4);
        var tokens = 2;
        while (InputLength(tokens + 1) <= inputLength)
            tokens++;
        var (noise, spans) = Count(tokens);
        // At a density of a half the target would be the longer one by rounding.
        if (Density == 0.5 && noise + spans + 1 > inputLength && tokens > 2)
            (noise, spans) = Count(--tokens);
        return (tokens, noise + spans + 1);
    }

    /// <summary>Draws the lengths of the spans: kept, taken, kept, taken, …</summary>
    /// <param name="length">Tokens of the row, at least 2.</param>
    /// <param name="random">What to draw from.</param>
    public int[] Draw(int length, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (noise, spans) = Count(length);
        var result = new int[2 * spans];
        Part(noise, spans, random, result, 1);
        Part(length - noise, spans, random, result, 0);
        return result;
    }

    private int InputLength(int tokens)
    {
        var (noise, spans) = Count(tokens);
        return tokens - noise + spans + 1;
    }

    // Every way to part the items into so many pieces that are not empty is as likely: which of the gaps between items are cuts is a
    // random choice without replacement.
    private static void Part(int items, int pieces, RandomGenerator random, int[] result, int offset)
    {
        var (piece, left) = (0, pieces - 1);
        result[offset] = 1;
        for (var gap = 0; gap < items - 1; gap++)
        {
            if (random.NextInt32(items - 1 - gap) < left)
            {
                left--;
                piece++;
            }

            result[2 * piece + offset]++;
        }
    }
}
