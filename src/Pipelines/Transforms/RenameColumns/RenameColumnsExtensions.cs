namespace Pipelines;

/// <summary>Renaming columns.</summary>
public static class RenameColumnsExtensions
{
    /// <summary>Gives a column another name, in its place.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new name.</param>
    /// <param name="inputColumnName">The old name.</param>
    public static RenameColumnsEstimator RenameColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        return catalog.RenameColumns(options => options.Columns[outputColumnName] = inputColumnName);
    }

    /// <summary>Gives several columns other names; two may swap theirs.</summary>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static RenameColumnsEstimator RenameColumns(this TransformsCatalog catalog, Action<RenameColumnsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<RenameColumnsEstimator, RenameColumnsOptions>(configure);
    }
}
