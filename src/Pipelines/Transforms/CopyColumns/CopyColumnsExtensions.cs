namespace Pipelines;

/// <summary>Copying columns.</summary>
public static class CopyColumnsExtensions
{
    /// <summary>Adds a column that is another one under another name.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column added.</param>
    /// <param name="inputColumnName">The column it is.</param>
    public static CopyColumnsEstimator CopyColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        return catalog.CopyColumns(options => options.Columns[outputColumnName] = inputColumnName);
    }

    /// <summary>Adds several columns that are others under other names.</summary>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static CopyColumnsEstimator CopyColumns(this TransformsCatalog catalog, Action<CopyColumnsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<CopyColumnsEstimator, CopyColumnsOptions>(configure);
    }
}
