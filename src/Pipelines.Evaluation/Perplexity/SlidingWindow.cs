namespace Pipelines.Evaluation;

/// <summary>
/// Reads texts longer than a model's context in windows that overlap: every token but the first is scored once, with at least
/// <see cref="Size"/> − <see cref="Stride"/> tokens before it or all there are. A smaller stride costs more time and shows the model nearer
/// to its best.
/// </summary>
public sealed class SlidingWindow
{
    /// <summary>Makes a window.</summary>
    /// <param name="size">How many tokens the model reads at once.</param>
    /// <param name="stride">How many tokens further the next window ends; less than the size.</param>
    /// <exception cref="PipelineException">The size is below 2, or the stride not from 1 to the size less one.</exception>
    public SlidingWindow(int size, int stride)
    {
        if (size < 2)
            throw new PipelineException($"A window of {size} tokens predicts none; it needs at least 2.");
        if (stride < 1 || stride >= size)
        {
            throw new PipelineException(
                $"A stride of {stride} does not fit a window of {size}: it is from 1 to {size - 1}, so that each token has one before it.");
        }

        (Size, Stride) = (size, stride);
    }

    /// <summary>How many tokens the model reads at once.</summary>
    public int Size { get; }

    /// <summary>How many tokens further the next window ends.</summary>
    public int Stride { get; }

    /// <summary>For signatures: scores by other windows cannot be compared.</summary>
    public string Signature => $"window:{Size}|stride:{Stride}";

    /// <summary>The windows of a text.</summary>
    /// <param name="tokenCount">How many tokens it has, at least 0.</param>
    public IEnumerable<TokenWindow> Windows(int tokenCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokenCount);
        var scored = 1;
        while (scored < tokenCount)
        {
            var end = Math.Min(tokenCount, scored == 1 ? Size : scored + Stride);
            var start = Math.Max(0, end - Size);
            yield return new TokenWindow(start, end - start, scored - start);
            scored = end;
        }
    }

    /// <summary>The likelihood of a text's tokens after the first.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its tokens, with one at the front that is not predicted, as a token for the beginning of text.</param>
    /// <param name="losses">Computes the losses of a window.</param>
    /// <exception cref="PipelineException">There are less than two tokens, or a loss is no number.</exception>
    public TextLikelihood Score(string text, ReadOnlySpan<int> tokens, TokenLosses losses)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(losses);
        if (tokens.Length < 2)
            throw new PipelineException("A text of less than two tokens has none to predict; put one for the beginning of text in front.");
        var (buffer, sum) = (new double[Math.Min(Size, tokens.Length)], 0.0);
        foreach (var window in Windows(tokens.Length))
        {
            var some = buffer.AsSpan(0, window.Length);
            losses(tokens.Slice(window.Start, window.Length), some);
            for (var i = window.FirstScored; i < some.Length; i++)
            {
                if (!double.IsFinite(some[i]))
                    throw new PipelineException($"The loss of token {window.Start + i} is {some[i]}; a number is needed.");
                sum += some[i];
            }
        }

        return TextLikelihood.Of(text, -sum, tokens.Length - 1);
    }
}
