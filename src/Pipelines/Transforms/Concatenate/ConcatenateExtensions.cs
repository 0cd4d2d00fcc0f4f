namespace Pipelines;

/// <summary>Putting columns together as a vector.</summary>
public static class ConcatenateExtensions
{
    /// <summary>Puts columns of one type, values or vectors, together as one vector, in the order given.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The vector column made.</param>
    /// <param name="inputColumnNames">The columns put together.</param>
    /// <exception cref="OptionsException">No column is named.</exception>
    public static ConcatenateEstimator Concatenate(
        this TransformsCatalog catalog, string outputColumnName, params string[] inputColumnNames)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<ConcatenateEstimator, ConcatenateOptions>(options =>
        {
            options.OutputColumn = outputColumnName;
            options.InputColumns = inputColumnNames;
        });
    }
}
