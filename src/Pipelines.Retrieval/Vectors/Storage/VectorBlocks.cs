namespace Pipelines.Retrieval;

/// <summary>Vectors in blocks, each followed by its squared norm.</summary>
internal sealed unsafe class VectorBlocks(int dimension) : Blocks<float>(dimension + 1)
{
    public int Dimension => dimension;

    /// <summary>No squared norm of a row is above this.</summary>
    public float LargestNorm { get; private set; }

    /// <summary>Takes over what <see cref="Blocks{T}.Write"/> wrote, in memory that <paramref name="owner"/> keeps.</summary>
    public static VectorBlocks Map(int dimension, ReadOnlySpan<long> ids, float* blocks, object owner)
    {
        var result = new VectorBlocks(dimension);
        result.Map(ids, blocks, owner);
        for (var row = 0; row < ids.Length; row++)
            result.LargestNorm = Math.Max(result.LargestNorm, result.Row(row)[(nint)dimension * BlockKernels.Rows]);
        return result;
    }

    public float* Norms(float* block) => block + (nint)dimension * BlockKernels.Rows;

    public void Append(long id, float* row)
    {
        var target = Append(id);
        var norm = 0d;
        for (nint i = 0; i < dimension; i++)
        {
            target[i * BlockKernels.Rows] = row[i];
            norm += (double)row[i] * row[i];
        }

        *Norms(target) = (float)norm;
        LargestNorm = Math.Max(LargestNorm, (float)norm);
    }

    public void CopyRow(int row, Span<float> target)
    {
        var source = Row(row);
        for (var i = 0; i < dimension; i++)
            target[i] = source[(nint)i * BlockKernels.Rows];
    }
}
