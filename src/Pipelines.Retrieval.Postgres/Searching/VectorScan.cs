using Npgsql;

namespace Pipelines.Retrieval.Postgres;

/// <summary>
/// Compares vectors that a database only holds with all queries of a batch: rows are gathered to blocks, and queries spread over all cores.
/// </summary>
internal sealed class VectorScan
{
    private const int BlockFloats = 1 << 17;

    // Below so many products of numbers, waking other threads costs more than they save.
    private const long LeastParallel = 1 << 18;

    private readonly float[][] _queries;
    private readonly NearestPassages[] _best;
    private readonly bool _isL2;
    private readonly int _dimension;
    private readonly byte[] _bytes;
    private readonly float[] _rows;
    private readonly long[] _ids;
    private int _count;

    public VectorScan(StoreLayout layout, float[][] queries, int[] depths)
    {
        (_queries, _isL2, _dimension) = (queries, layout.Metric == VectorMetric.L2, layout.Dimension);
        _best = [.. depths.Select(depth => new NearestPassages(depth))];
        _bytes = new byte[_dimension * sizeof(float)];
        _ids = new long[Math.Max(1, BlockFloats / _dimension)];
        _rows = new float[_ids.Length * _dimension];
    }

    /// <summary>Takes a row of id and vector.</summary>
    public void Add(NpgsqlDataReader row)
    {
        _ids[_count] = row.GetInt64(0);
        row.GetBytes(1, 0, _bytes, 0, _bytes.Length);
        PassageRow.FromBytes(_bytes, _rows.AsSpan(_count * _dimension, _dimension));
        if (++_count == _ids.Length)
            CompareBlock();
    }

    /// <summary>The best for each query.</summary>
    public SearchHit[][] Complete()
    {
        CompareBlock();
        return [.. _best.Select(best => best.Take())];
    }

    private void CompareBlock()
    {
        if (_queries.Length > 1 && (long)_queries.Length * _count * _dimension >= LeastParallel)
        {
            Parallel.For(0, _queries.Length, Compare);
        }
        else
        {
            for (var i = 0; i < _queries.Length; i++)
                Compare(i);
        }

        _count = 0;
    }

    private void Compare(int query)
    {
        var (vector, best) = (_queries[query], _best[query]);
        for (var i = 0; i < _count; i++)
        {
            var row = _rows.AsSpan(i * _dimension, _dimension);
            best.Offer(_isL2 ? 0 - VectorDistance.SquaredEuclidean(row, vector) : VectorDistance.Dot(row, vector), _ids[i]);
        }
    }
}
