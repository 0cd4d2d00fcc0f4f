namespace Pipelines;

/// <summary>The vectors of some texts, in the order of the texts.</summary>
/// <param name="Vectors">[texts, size], one behind the other.</param>
/// <param name="Size">Elements of a vector.</param>
/// <param name="TokenCounts">
/// How many tokens each text has, before it was cut; null from an embedder that does not say.
/// </param>
/// <param name="TruncatedCount">How many texts are known to have been cut: what lay behind had no part in their vectors.</param>
public sealed record EmbeddedTexts(float[] Vectors, int Size, IReadOnlyList<int>? TokenCounts, int TruncatedCount)
{
    /// <summary>The vector of a text.</summary>
    public ReadOnlySpan<float> this[int text] => Vectors.AsSpan(text * Size, Size);

    /// <summary>The first component of a text's vector that is NaN or infinite; −1 where all are finite.</summary>
    public int IndexOfNonFinite(int text)
    {
        var vector = this[text];
        for (var i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
                return i;
        }

        return -1;
    }
}
