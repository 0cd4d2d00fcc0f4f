using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Retrieval;

/// <summary>
/// Product quantization (Jégou, Douze and Schmid, 2011): a vector is cut into parts, and each part becomes the number of the nearest of 256
/// centroids, one byte. A query's distances to all centroids are computed once; a vector's distance is a sum of table entries.
/// </summary>
internal sealed unsafe class ProductQuantizer
{
    public const int Centroids = 256;

    private const int Iterations = 25;

    private readonly VectorBlocks[] _books;

    private ProductQuantizer(VectorBlocks[] books) => _books = books;

    /// <summary>Bytes a code.</summary>
    public int PartCount => _books.Length;

    private int Width => _books[0].Dimension;

    public static ProductQuantizer Train(float* rows, int count, int dimension, int parts, int seed, CancellationToken cancellationToken)
    {
        var width = dimension / parts;
        var books = new VectorBlocks[parts];
        var sample = GC.AllocateUninitializedArray<float>(checked(count * width));
        fixed (float* part = sample)
        {
            for (var p = 0; p < parts; p++)
            {
                for (var row = 0; row < count; row++)
                {
                    var source = rows + (nint)row * dimension + p * width;
                    new ReadOnlySpan<float>(source, width).CopyTo(sample.AsSpan(row * width, width));
                }

                var centroids = KMeans.Fit(
                    part, count, width, Centroids, isSpherical: false, Iterations, unchecked(seed + p), cancellationToken);
                books[p] = KMeans.ToBlocks(centroids, width);
            }
        }

        return new(books);
    }

    public static ProductQuantizer Read(VectorFileReader reader, int parts)
    {
        var width = reader.Header.Dimension / parts;
        var values = reader.Values<float>("codebooks", (long)parts * Centroids * width);
        var books = new VectorBlocks[parts];
        for (var p = 0; p < parts; p++)
            books[p] = KMeans.ToBlocks(values[(p * Centroids * width)..((p + 1) * Centroids * width)], width);
        return new(books);
    }

    public void Write(VectorFileWriter writer)
    {
        var values = new float[PartCount * Centroids * Width];
        for (var i = 0; i < PartCount * Centroids; i++)
            _books[i / Centroids].CopyRow(i % Centroids, values.AsSpan(i * Width, Width));
        writer.Section<float>("codebooks", values);
    }

    /// <summary>Writes the code of a vector, its bytes 16 apart.</summary>
    public void Encode(float* vector, byte* code)
    {
        var keys = stackalloc float[Centroids];
        for (var p = 0; p < PartCount; p++)
        {
            FillTable(_books[p], vector + (nint)p * Width, isL2: true, keys);
            var nearest = 0;
            for (var c = 1; c < Centroids; c++)
            {
                if (keys[c] < keys[nearest])
                    nearest = c;
            }

            code[(nint)p * BlockKernels.Rows] = (byte)nearest;
        }
    }

    public void Decode(byte* code, Span<float> vector)
    {
        for (var p = 0; p < PartCount; p++)
            _books[p].CopyRow(code[(nint)p * BlockKernels.Rows], vector.Slice(p * Width, Width));
    }

    /// <summary>The keys of a query's parts to all centroids: 256 a part.</summary>
    public void FillTable(float* query, bool isL2, float* table)
    {
        for (var p = 0; p < PartCount; p++)
            FillTable(_books[p], query + (nint)p * Width, isL2, table + (nint)p * Centroids);
    }

    /// <summary>The keys of a block's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Keys(float* table, float start, byte* block, int parts, float* keys)
    {
        if (Avx2.IsSupported)
        {
            var (left, right) = (Vector256.Create(start), Vector256.Create(start));
            for (; parts > 0; parts--, block += BlockKernels.Rows, table += Centroids)
            {
                left += Avx2.GatherVector256(table, Avx2.ConvertToVector256Int32(block), sizeof(float));
                right += Avx2.GatherVector256(table, Avx2.ConvertToVector256Int32(block + 8), sizeof(float));
            }

            left.Store(keys);
            right.Store(keys + 8);
            return;
        }

        new Span<float>(keys, BlockKernels.Rows).Fill(start);
        for (; parts > 0; parts--, block += BlockKernels.Rows, table += Centroids)
        {
            for (var lane = 0; lane < BlockKernels.Rows; lane++)
                keys[lane] += table[block[lane]];
        }
    }

    private static void FillTable(VectorBlocks book, float* part, bool isL2, float* keys)
    {
        for (var block = 0; block < Centroids / BlockKernels.Rows; block++)
        {
            if (book.Adjacent(block) >= 4)
            {
                BlockKernels.KeysOfFour(part, book.Block(block), book.Stride, book.Dimension, isL2, keys + block * BlockKernels.Rows);
                block += 3;
            }
            else
                BlockKernels.Keys(part, book.Block(block), book.Dimension, isL2, keys + block * BlockKernels.Rows);
        }
    }
}
