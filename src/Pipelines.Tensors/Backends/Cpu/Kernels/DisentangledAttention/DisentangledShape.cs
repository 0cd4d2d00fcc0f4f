namespace Pipelines.Tensors;

/// <summary>The geometry of a disentangled bias.</summary>
internal readonly unsafe struct DisentangledShape
{
    /// <summary>Sequences.</summary>
    public required int Batch { get; init; }

    /// <summary>Positions in a sequence.</summary>
    public required int Length { get; init; }

    /// <summary>Heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Elements per head.</summary>
    public required int HeadSize { get; init; }

    /// <summary>The lowest index in use: a short sequence needs few of the relative positions.</summary>
    public required int First { get; init; }

    /// <summary>How many indices are in use from there.</summary>
    public required int Count { get; init; }

    /// <summary>The index of each distance from −(Length − 1) on.</summary>
    public required int* Indices { get; init; }

    /// <summary>Factor on the products.</summary>
    public required float Scale { get; init; }

    /// <summary>Elements in a row of all heads.</summary>
    public nint RowStride => (nint)HeadCount * HeadSize;

    /// <summary>Where a row's head starts.</summary>
    public float* RowAt(float* rows, int sequence, int row, int head) =>
        rows + ((long)sequence * Length + row) * RowStride + (long)head * HeadSize;

    /// <summary>Where a relative position's head starts, counted from the first in use.</summary>
    public float* PositionAt(float* positions, int position, int head) =>
        positions + (long)(First + position) * RowStride + (long)head * HeadSize;

    /// <summary>Where the bias of a sequence and head starts.</summary>
    public float* BiasAt(float* bias, int sequence, int head) => bias + ((long)sequence * HeadCount + head) * Length * Length;

    /// <summary>The indices of a query, to be read at −j for key j.</summary>
    public int* IndicesOf(int query) => Indices + query + Length - 1;
}

/// <summary>One of the two terms and its gradients: content rows that meet position rows.</summary>
internal readonly unsafe struct DisentangledTerm
{
    /// <summary>The content's rows.</summary>
    public required float* Rows { get; init; }

    /// <summary>The positions' rows; null where the term is left out.</summary>
    public required float* Positions { get; init; }

    /// <summary>The content's gradient, or null.</summary>
    public required float* RowGradient { get; init; }

    /// <summary>The positions' gradient, or null.</summary>
    public required float* PositionGradient { get; init; }

    /// <summary>Whether the content are keys, the columns of the bias.</summary>
    public required bool IsTransposed { get; init; }
}
