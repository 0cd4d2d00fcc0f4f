using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>The source strides that walk a permuted result, padded in front to five dimensions.</summary>
[InlineArray(Shape.MaximumRank)]
internal struct PermuteExtents
{
    private int _first;
}

/// <summary>Elements in another order of dimensions, over chunks of the result's rows.</summary>
/// <typeparam name="TElement">A type of the element's size.</typeparam>
internal unsafe struct PermuteWork<TElement>(
    TElement* source, TElement* result, PermuteExtents extents, PermuteExtents strides, int rows, int rowsPerItem)
    : IParallelWork
    where TElement : unmanaged
{
    private const int Last = Shape.MaximumRank - 1;

    public readonly void Execute(int index, int slot)
    {
        var (width, step) = (extents[Last], strides[Last]);
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var from = source + SourceOf(row);
            var to = result + (long)row * width;
            if (step == 1)
            {
                new Span<TElement>(from, width).CopyTo(new Span<TElement>(to, width));
                continue;
            }

            for (var i = 0; i < width; i++)
                to[i] = from[(long)i * step];
        }
    }

    private readonly long SourceOf(int row)
    {
        var offset = 0L;
        for (var axis = Last - 1; axis >= 0; axis--)
        {
            offset += (long)(row % extents[axis]) * strides[axis];
            row /= extents[axis];
        }

        return offset;
    }
}
