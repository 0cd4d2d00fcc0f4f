using Pipelines.Training;

namespace Pipelines;

/// <summary>The pack stage.</summary>
public static class PackExtensions
{
    /// <summary>
    /// Joins the token ids of all rows and cuts them into blocks of <see cref="ColumnNames.InputIds"/> and <see
    /// cref="ColumnNames.Labels"/>. Append it with <see cref="TransformerScope.Training"/>, so that scoring keeps its rows.
    /// </summary>
    public static PackEstimator Pack(this TransformsCatalog catalog, Action<PackOptions>? configure = null) =>
        catalog.Create<PackEstimator, PackOptions>(configure);
}
