namespace Pipelines.Tensors;

/// <content>
/// Products with a weight [rows, depth] that may be stored in bfloat16. Such a weight is widened some rows at a time into workspace, where
/// the product takes them: there is never a whole copy in Float32.
/// </content>
internal sealed unsafe partial class CpuOperations<T>
{
    /// <summary>Floats of widened rows: the last-level cache holds them, and as a right factor they are packed in one part.</summary>
    private const int WidenedLimit = 1 << 20;

    private const int LeastWidenedRows = 64;

    /// <summary>The view of a weight in place; of one in bfloat16 only the strides, as its rows are put in when they are widened.</summary>
    private static MatrixView StoredView(Tensor weight, bool transposed) =>
        MatrixView.Of(weight.ElementType == ElementType.Float32 ? Floats(weight) : null, weight.Shape[1], transposed);

    /// <summary>Runs a product whose right factor is a weight, or with <paramref name="transposed"/> its transpose.</summary>
    private void RunWithStoredRight(Tensor weight, bool transposed, in MatrixProduct product)
    {
        if (weight.ElementType == ElementType.Float32)
        {
            _products.Run(product);
            return;
        }

        using var panel = new WidenedRows(this, weight);
        for (var row = 0; row < weight.Shape[0]; row += panel.RowsAtOnce)
        {
            var rows = Math.Min(panel.RowsAtOnce, weight.Shape[0] - row);
            var right = MatrixView.Of(panel.Widen(row, rows), weight.Shape[1], transposed);

            // The weight's rows are the result's columns, or with the transpose what is summed over.
            var part = transposed
                ? Part(product, product.Left.From(0, row), right, product.Rows, product.Columns, rows, addsUp: row > 0)
                : Part(product, product.Left, right, product.Rows, rows, product.Depth, column: row);
            _products.Run(part);
        }
    }

    /// <summary>Runs a product without an epilogue whose left factor is a weight.</summary>
    private void RunWithStoredLeft(Tensor weight, in MatrixProduct product)
    {
        if (weight.ElementType == ElementType.Float32)
        {
            _products.Run(product);
            return;
        }

        using var panel = new WidenedRows(this, weight);
        for (var row = 0; row < weight.Shape[0]; row += panel.RowsAtOnce)
        {
            var rows = Math.Min(panel.RowsAtOnce, weight.Shape[0] - row);
            var left = MatrixView.Of(panel.Widen(row, rows), weight.Shape[1], false);
            _products.Run(Part(product, left, product.Right, rows, product.Columns, product.Depth, row: row));
        }
    }

    private static MatrixProduct Part(
        in MatrixProduct whole, MatrixView left, MatrixView right, int rows, int columns, int depth, int row = 0, int column = 0,
        bool addsUp = false) => new()
        {
            Left = left,
            Right = right,
            Result = whole.Result + row * whole.Stride + column,
            Stride = whole.Stride,
            Rows = rows,
            Columns = columns,
            Depth = depth,
            Alpha = whole.Alpha,
            Accumulate = whole.Accumulate || addsUp,
            Epilogue = whole.Epilogue.From(column),
        };

    /// <summary>Workspace for some rows of a weight at a time.</summary>
    private readonly ref struct WidenedRows
    {
        private readonly CpuOperations<T> _operations;
        private readonly Scratch _scratch;
        private readonly ushort* _source;
        private readonly int _depth;

        public WidenedRows(CpuOperations<T> operations, Tensor weight)
        {
            (_operations, _depth) = (operations, weight.Shape[1]);
            _source = (ushort*)Bytes(weight);
            RowsAtOnce = Math.Max(LeastWidenedRows, WidenedLimit / Math.Max(1, _depth) / LeastWidenedRows * LeastWidenedRows);
            _scratch = operations.Rent((long)Math.Min(RowsAtOnce, weight.Shape[0]) * _depth);
        }

        public int RowsAtOnce { get; }

        public float* Widen(int row, int rows)
        {
            var work = new WidenWork(_source + (long)row * _depth, _scratch.Floats, rows * _depth);
            _operations._workers.Run(work.ItemCount, work);
            return _scratch.Floats;
        }

        public void Dispose() => _scratch.Dispose();
    }
}
