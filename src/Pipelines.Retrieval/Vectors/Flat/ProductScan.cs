using System.Buffers;

namespace Pipelines.Retrieval;

/// <summary>
/// Some queries against blocks of rows. Inner products are the keys, bit by bit. For squared distances <c>‖x‖² − 2x·q + ‖q‖²</c> is within
/// a known error of the key, and blocks in which it does not rule out every row are computed again directly.
/// </summary>
internal sealed unsafe class ProductScan : IDisposable
{
    // Rows of a tile stay in the second-level cache while all queries pass over them.
    private const int TileFloats = 1 << 17;
    private const double UnitRoundoff = 1.0 / (1 << 24);

    private readonly VectorBlocks _blocks;
    private readonly float* _queries;
    private readonly bool _isL2;
    private readonly TopK<float>[] _best;
    private readonly ushort[]? _allowed;
    private readonly float[] _packed;
    private readonly double[] _norms;
    private readonly double[] _margins;
    private readonly float[] _limits;

    public ProductScan(VectorBlocks blocks, float* queries, bool isL2, TopK<float>[] best, ushort[]? allowed)
    {
        _blocks = blocks;
        _queries = queries;
        _isL2 = isL2;
        _best = best;
        _allowed = allowed;
        var groups = (best.Length + BlockKernels.Queries - 1) / BlockKernels.Queries;
        _packed = ArrayPool<float>.Shared.Rent(groups * BlockKernels.Queries * blocks.Dimension);
        _norms = new double[best.Length];
        _margins = new double[best.Length];
        _limits = new float[best.Length];
        Pack(groups);
        for (var i = 0; i < best.Length; i++)
            SetLimit(i);
    }

    public void Scan(int start, int end, CancellationToken cancellationToken)
    {
        var tile = Math.Max(2, (int)(TileFloats / _blocks.Stride) & ~1);
        var products = stackalloc float[2 * BlockKernels.Queries * BlockKernels.Rows];
        var keys = stackalloc float[BlockKernels.Rows];
        fixed (float* packed = _packed)
        {
            for (; start < end; start += tile)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var stop = Math.Min(end, start + tile);
                for (var first = 0; first < _best.Length; first += BlockKernels.Queries)
                {
                    var group = packed + (nint)first * _blocks.Dimension;
                    var count = Math.Min(BlockKernels.Queries, _best.Length - first);
                    for (var block = start; block < stop; block += 2)
                        ScanPair(block, block + 1 < stop, group, first, count, products, keys);
                }
            }
        }
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_packed);

    private void ScanPair(int block, bool isPair, float* group, int first, int count, float* products, float* keys)
    {
        var leftLanes = Lanes(block);
        var rightLanes = isPair ? Lanes(block + 1) : 0;
        if ((leftLanes | rightLanes) == 0)
            return;
        var left = _blocks.Block(block);
        var right = isPair ? _blocks.Block(block + 1) : left;
        BlockKernels.Products(group, left, right, _blocks.Dimension, products);
        var leftNorms = _blocks.Norms(left);
        var rightNorms = _blocks.Norms(right);
        for (var i = 0; i < count; i++, products += 2 * BlockKernels.Rows)
        {
            var query = first + i;
            if ((BlockKernels.AtMost(products, leftNorms, _limits[query], _isL2) & leftLanes) != 0)
                Compare(query, block, left, leftLanes, products, keys);
            if ((BlockKernels.AtMost(products + BlockKernels.Rows, rightNorms, _limits[query], _isL2) & rightLanes) != 0)
                Compare(query, block + 1, right, rightLanes, products + BlockKernels.Rows, keys);
        }
    }

    private uint Lanes(int block) => _allowed is null ? _blocks.Lanes(block) : _allowed[block];

    private void Compare(int query, int index, float* block, uint lanes, float* products, float* keys)
    {
        if (_isL2)
            BlockKernels.Keys(_queries + (nint)query * _blocks.Dimension, block, _blocks.Dimension, isL2: true, keys);
        else
        {
            for (var i = 0; i < BlockKernels.Rows; i++)
                keys[i] = -products[i];
        }

        BlockScan.Offer(_blocks.Ids, index, keys, lanes, filter: null, _best[query]);
        SetLimit(query);
    }

    private void SetLimit(int query)
    {
        var worst = _best[query].Worst;
        _limits[query] = _isL2 ? MathF.BitIncrement((float)(worst + _margins[query] - _norms[query])) : worst;
    }

    // A sum of n products, each rounded once, is off by at most n units of the product of the norms; so are the norms, and the key.
    private void Pack(int groups)
    {
        var dimension = _blocks.Dimension;
        _packed.AsSpan(0, groups * BlockKernels.Queries * dimension).Clear();
        for (var query = 0; query < _best.Length; query++)
        {
            var source = _queries + (nint)query * dimension;
            var target = query / BlockKernels.Queries * BlockKernels.Queries * dimension + query % BlockKernels.Queries;
            var norm = 0d;
            for (var i = 0; i < dimension; i++)
            {
                norm += (double)source[i] * source[i];
                _packed[target + i * BlockKernels.Queries] = source[i];
            }

            var sum = Math.Sqrt(norm) + Math.Sqrt(_blocks.LargestNorm);
            _norms[query] = norm;
            _margins[query] = 3 * (dimension + 8) * UnitRoundoff * sum * sum;
        }
    }
}
