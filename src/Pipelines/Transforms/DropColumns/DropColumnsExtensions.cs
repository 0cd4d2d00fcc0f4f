namespace Pipelines;

/// <summary>Dropping columns.</summary>
public static class DropColumnsExtensions
{
    /// <summary>Drops columns and keeps the others.</summary>
    /// <exception cref="OptionsException">No column is named.</exception>
    public static DropColumnsEstimator DropColumns(this TransformsCatalog catalog, params string[] columnNames)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<DropColumnsEstimator, DropColumnsOptions>(options => options.Columns = columnNames);
    }
}
