namespace Pipelines;

/// <summary>Rows that are computed together, in the order of the view. Each gets its result, or an error that whoever reads it meets.</summary>
/// <typeparam name="TSource">What a row is computed from.</typeparam>
/// <typeparam name="TResult">What is computed.</typeparam>
public sealed class RowBatch<TSource, TResult>
{
    private readonly TSource[] _sources;
    private readonly TResult?[] _results;
    private readonly PipelineException?[] _errors;

    internal RowBatch(TSource[] sources, long firstRow)
    {
        (_sources, FirstRow) = (sources, firstRow);
        (_results, _errors) = (new TResult?[sources.Length], new PipelineException?[sources.Length]);
        ComputedCount = sources.Length;
    }

    /// <summary>What the rows are computed from.</summary>
    public IReadOnlyList<TSource> Sources => _sources;

    /// <summary>How many rows there are.</summary>
    public int Count => _sources.Length;

    /// <summary>The position of the first row, for errors.</summary>
    public long FirstRow { get; }

    /// <summary>How many rows from the first on were computed; those behind come again in the next batch.</summary>
    internal int ComputedCount { get; private set; }

    /// <summary>The result of a row.</summary>
    internal TResult this[int row] => _errors[row] is { } error ? throw error : _results[row]!;

    /// <summary>Gives a row its result.</summary>
    /// <param name="row">The row's place in this batch.</param>
    /// <param name="result">The result.</param>
    public void Set(int row, TResult result) => (_results[row], _errors[row]) = (result, null);

    /// <summary>
    /// Computes the rows together. Where that fails, halves are computed, and so on down to the rows whose fault it is: the others have
    /// their results.
    /// </summary>
    /// <param name="compute">Computes some rows: the place of the first and how many there are. It sets their results.</param>
    /// <param name="refused">
    /// Told of a row that fails by itself. What it gives is met by whoever reads the row, and the rows behind are left to the next batch;
    /// null where the row has a result all the same, and the others go on.
    /// </param>
    public void Compute(Action<int, int> compute, Func<int, PipelineException, PipelineException?> refused)
    {
        ArgumentNullException.ThrowIfNull(compute);
        ArgumentNullException.ThrowIfNull(refused);
        Compute(0, Count, compute, refused);
    }

    private bool Compute(int start, int count, Action<int, int> compute, Func<int, PipelineException, PipelineException?> refused)
    {
        try
        {
            compute(start, count);
            return true;
        }
        catch (PipelineException) when (count > 1)
        {
            var half = count / 2;
            return Compute(start, half, compute, refused) && Compute(start + half, count - half, compute, refused);
        }
        catch (PipelineException e)
        {
            if (refused(start, e) is not { } error)
                return true;
            _errors[start] = error;
            ComputedCount = start + 1;
            return false;
        }
    }
}
