namespace Pipelines;

/// <summary>Selecting columns.</summary>
public static class SelectColumnsExtensions
{
    /// <summary>Keeps some columns, in the order given, and drops the others.</summary>
    /// <exception cref="OptionsException">No column is named.</exception>
    public static SelectColumnsEstimator SelectColumns(this TransformsCatalog catalog, params string[] columnNames)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<SelectColumnsEstimator, SelectColumnsOptions>(options => options.Columns = columnNames);
    }
}
