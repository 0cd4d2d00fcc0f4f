namespace Pipelines.Tensors.Tests;

internal sealed partial class ReferenceBackend
{
    public void Rotary(Tensor rows, int offset, int headCount, int headSize, Tensor cosine, Tensor sine, Tensor positions, bool inverse)
    {
        var x = Floats(rows);
        var cos = Floats(cosine);
        var sin = Floats(sine);
        var at = Integers(positions);
        var (width, half) = (rows.Shape[-1], headSize / 2);
        for (var row = 0; row < rows.Shape.RowCount; row++)
        {
            ThrowIfOutside(at[row], cosine.Shape[0], row, nameof(positions));
            for (var head = 0; head < headCount; head++)
            {
                for (var i = 0; i < half; i++)
                {
                    var first = row * width + offset + head * headSize + i;
                    double c = cos[at[row] * half + i], s = sin[at[row] * half + i];
                    if (inverse)
                        s = -s;
                    double a = x[first], b = x[first + half];
                    x[first] = (float)(a * c - b * s);
                    x[first + half] = (float)(b * c + a * s);
                }
            }
        }
    }

    public void Embedding(Tensor ids, Tensor table, Tensor result, bool accumulate)
    {
        var at = Integers(ids);
        var t = Floats(table);
        var y = Floats(result);
        var width = table.Shape[-1];
        for (var row = 0; row < at.Length; row++)
        {
            ThrowIfOutside(at[row], table.Shape[0], row, nameof(ids));
            for (var i = 0; i < width; i++)
                y[row * width + i] = t[at[row] * width + i] + (accumulate ? y[row * width + i] : 0);
        }
    }

    public void EmbeddingBackward(Tensor ids, Tensor resultGradient, Tensor tableGradient)
    {
        var at = Integers(ids);
        var g = Floats(resultGradient);
        var t = Floats(tableGradient);
        var width = tableGradient.Shape[-1];
        for (var row = 0; row < at.Length; row++)
        {
            ThrowIfOutside(at[row], tableGradient.Shape[0], row, nameof(ids));
            for (var i = 0; i < width; i++)
                t[at[row] * width + i] += g[row * width + i];
        }
    }

    public void Permute(Tensor source, ReadOnlySpan<int> axes, Tensor result)
    {
        var x = Floats(source);
        var y = Floats(result);
        var rank = axes.Length;
        Span<int> strides = stackalloc int[rank];
        for (var (axis, stride) = (rank - 1, 1); axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= source.Shape[axis];
        }

        for (var i = 0; i < y.Length; i++)
        {
            var (rest, from) = (i, 0);
            for (var axis = rank - 1; axis >= 0; axis--)
            {
                from += rest % result.Shape[axis] * strides[axes[axis]];
                rest /= result.Shape[axis];
            }

            y[i] = x[from];
        }
    }
}
