namespace Pipelines;

/// <summary>Splitting data into parts to fit on and parts to measure on.</summary>
public static class SplitDataExtensions
{
    /// <summary>
    /// Splits the rows in two by a hash, so that a row is on the same side on every pass, in every process and however the rows are
    /// ordered. The test part is close to the fraction asked for where there are many rows; of few rows it may be more, less or none.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="testFraction">How much of the data goes to the test part, between 0 and 1.</param>
    /// <param name="samplingKeyColumnName">
    /// A column of which rows with equal values go to the same part, so that what belongs together (a document's passages, a person's
    /// questions) is not trained on and tested with. Null to split row by row, by row id.
    /// </param>
    /// <param name="seed">What the split is drawn from; null for the context's seed.</param>
    /// <exception cref="SchemaException">The key column is not there.</exception>
    public static TrainTestData TrainTestSplit(
        this DataCatalog catalog, IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(
                nameof(testFraction), testFraction, "The test part is a fraction between 0 and 1, both excluded.");
        var key = KeyColumn(data, samplingKeyColumnName);
        var drawn = seed ?? catalog.Context.Seed;
        return Split(data, key, drawn, share => share < testFraction);
    }

    /// <summary>
    /// Splits the rows into folds by a hash, and gives for each fold its rows to test on and all others to fit on. Each row is tested on
    /// once. See <see cref="TrainTestSplit"/> for what the hash means.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="numberOfFolds">How many folds, at least 2.</param>
    /// <param name="samplingKeyColumnName">A column of which rows with equal values go to the same fold; null to split row by row.</param>
    /// <param name="seed">What the split is drawn from; null for the context's seed.</param>
    /// <exception cref="SchemaException">The key column is not there.</exception>
    public static IReadOnlyList<TrainTestData> CrossValidationSplit(
        this DataCatalog catalog, IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFolds, 2);
        var key = KeyColumn(data, samplingKeyColumnName);
        var drawn = seed ?? catalog.Context.Seed;
        var folds = new TrainTestData[numberOfFolds];
        for (var i = 0; i < folds.Length; i++)
        {
            var fold = i;
            folds[i] = Split(data, key, drawn, share => (int)(share * numberOfFolds) == fold);
        }

        return folds;
    }

    private static DataViewSchema.Column? KeyColumn(IDataView data, string? name) => name is null ? null : data.Schema[name];

    private static TrainTestData Split(IDataView data, DataViewSchema.Column? key, int seed, Func<double, bool> isTest) =>
        new(Part(data, key, seed, share => !isTest(share)), Part(data, key, seed, isTest));

    private static FilteredDataView Part(IDataView data, DataViewSchema.Column? key, int seed, Func<double, bool> keep)
    {
        var start = SplitMix64.Mix((uint)seed + 0x9E3779B97F4A7C15);
        return new FilteredDataView(data, new RowFilter(key is { } column ? [column] : [], row =>
        {
            var hash = key is { } keyColumn ? StableHash.OfColumn(row, keyColumn, start) : OfId(row, start);
            // The hash's upper 53 bits as a number in [0, 1).
            return () => keep((hash() >> 11) * (1.0 / (1UL << 53)));
        }));
    }

    private static Func<ulong> OfId(DataViewRow row, ulong seed)
    {
        var getter = row.GetIdGetter();
        DataViewRowId id = default;
        return () =>
        {
            getter(ref id);
            return StableHash.Of(id, seed);
        };
    }
}
