namespace Pipelines.Tensors;

/// <summary>One matrix product: <c>result = alpha · left · right (+ result)</c>, then the epilogue.</summary>
internal readonly unsafe struct MatrixProduct
{
    /// <summary>Element (row, k).</summary>
    public required MatrixView Left { get; init; }

    /// <summary>Element (column, k).</summary>
    public required MatrixView Right { get; init; }

    /// <summary>Row-major.</summary>
    public required float* Result { get; init; }

    /// <summary>Elements between rows of the result.</summary>
    public required nint Stride { get; init; }

    /// <summary>Rows of the result.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of the result.</summary>
    public required int Columns { get; init; }

    /// <summary>How many products make an element.</summary>
    public required int Depth { get; init; }

    /// <summary>Factor on the product.</summary>
    public float Alpha { get; init; } = 1;

    /// <summary>Whether to add to what is there.</summary>
    public bool Accumulate { get; init; }

    /// <summary>What follows.</summary>
    public Epilogue Epilogue { get; init; }

    /// <summary>Makes an empty product.</summary>
    public MatrixProduct()
    {
    }
}
