namespace Pipelines;

/// <summary>
/// What several columns of a row are read from, computed once a row: made by <see cref="RowMapperBuilder.Compute{TState}"/>.
/// </summary>
/// <typeparam name="TState">What is computed.</typeparam>
public sealed class RowComputation<TState>
{
    private readonly Func<DataViewRow, Func<TState>> _make;

    internal RowComputation(IEnumerable<DataViewSchema.Column> inputs, Func<DataViewRow, Func<TState>> make)
    {
        Inputs = [.. inputs];
        _make = make;
    }

    internal DataViewSchema.Column[] Inputs { get; }

    internal Func<TState> Start(DataViewRow input)
    {
        var compute = _make(input);
        TState state = default!;
        long? computedAt = null;
        return () =>
        {
            if (computedAt != input.Position)
            {
                // Until it succeeds the row counts as not computed, so that a second getter fails like the first.
                computedAt = null;
                state = compute();
                computedAt = input.Position;
            }

            return state;
        };
    }
}
