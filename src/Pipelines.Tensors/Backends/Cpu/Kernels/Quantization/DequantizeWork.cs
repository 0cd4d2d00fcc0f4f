namespace Pipelines.Tensors;

/// <summary>Decodes rows of a quantized matrix, some rows an item.</summary>
internal readonly unsafe struct DequantizeWork : IParallelWork
{
    private readonly byte* _codes;
    private readonly float* _scales;
    private readonly byte* _scaleCodes;
    private readonly float* _nestedScales;
    private readonly float* _table;
    private readonly float* _scaleTable;
    private readonly float _offset;
    private readonly int _blockSize;
    private readonly int _nestedBlockSize;
    private readonly int _firstRow;
    private readonly int _rows;
    private readonly int _columns;
    private readonly float* _target;

    private DequantizeWork(int firstRow, int rows, int columns, float* target)
    {
        _firstRow = firstRow;
        _rows = rows;
        _columns = columns;
        _target = target;
    }

    /// <summary>4-bit codes.</summary>
    public DequantizeWork(FourBitTensor source, byte* codes, void* scales, float* nestedScales, float* table, float* scaleTable,
        int firstRow, int rows, float* target)
        : this(firstRow, rows, source.Shape[1], target)
    {
        _codes = codes;
        _blockSize = source.Options.BlockSize;
        _nestedBlockSize = source.Options.NestedBlockSize;
        _nestedScales = nestedScales;
        _offset = source.Offset;
        _table = table;
        _scaleTable = scaleTable;
        if (nestedScales == null)
            _scales = (float*)scales;
        else
            _scaleCodes = (byte*)scales;
    }

    /// <summary>Signed bytes.</summary>
    public DequantizeWork(EightBitTensor source, byte* codes, float* scales, int firstRow, int rows, float* target)
        : this(firstRow, rows, source.Shape[1], target)
    {
        _codes = codes;
        _scales = scales;
    }

    /// <summary>How many items there are.</summary>
    public int ItemCount => (_rows + RowsPerItem - 1) / RowsPerItem;

    private int RowsPerItem => Chunk.Rows(_columns);

    public void Execute(int index, int slot)
    {
        var row = index * RowsPerItem;
        var rows = Math.Min(RowsPerItem, _rows - row);
        if (_table == null)
            EightBits(row, rows);
        else
            FourBits(row, rows);
    }

    private void EightBits(int row, int rows)
    {
        for (var end = row + rows; row < end; row++)
        {
            var source = (sbyte*)_codes + (long)(_firstRow + row) * _columns;
            EightBitKernel.Decode(source, _columns, _scales[_firstRow + row] / 127f, _target + (long)row * _columns);
        }
    }

    private void FourBits(int row, int rows)
    {
        var element = (long)(_firstRow + row) * _columns;
        var end = element + (long)rows * _columns;
        var target = _target + (long)row * _columns;
        while (element < end)
        {
            var block = element / _blockSize;
            var count = (int)(Math.Min(end, (block + 1) * _blockSize) - element);
            FourBitKernel.Decode(_codes, element, count, _table, ScaleOf(block), target);
            element += count;
            target += count;
        }
    }

    private float ScaleOf(long block) => _nestedScales == null
        ? _scales[block]
        : _scaleTable[_scaleCodes[block]] * _nestedScales[block / _nestedBlockSize] + _offset;
}
