namespace Pipelines;

/// <summary>Converting columns.</summary>
public static class ConvertTypeExtensions
{
    /// <summary>Converts numbers to other numbers or to text, and text to numbers; in vectors item by item.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column made.</param>
    /// <param name="inputColumnName">The column converted; where null the one that the output column hides.</param>
    /// <param name="outputKind">The type of the values made.</param>
    /// <remarks>
    /// A value that the type cannot hold is a <see cref="CellException"/> when the row is read: out of range, a fraction where integers are
    /// wanted, text that is no number. Floating point rounds to nearest. Empty text is NaN where floating point is wanted.
    /// </remarks>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ConvertTypeEstimator ConvertType(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, DataKind outputKind = DataKind.Single)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<ConvertTypeEstimator, ConvertTypeOptions>(options =>
        {
            options.InputColumn = inputColumnName ?? outputColumnName;
            options.OutputColumn = outputColumnName;
            options.OutputKind = outputKind;
        });
    }
}
