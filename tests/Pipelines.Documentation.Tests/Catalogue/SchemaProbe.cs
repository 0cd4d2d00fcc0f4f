namespace Pipelines.Documentation.Tests;

/// <summary>The columns that a stage reads and makes, found by asking its schema function until it refuses nothing more.</summary>
/// <param name="Reads">Columns without which it is refused, with their types.</param>
/// <param name="Makes">Columns that are not in the input, or with another type.</param>
/// <param name="KeepsOthers">Whether columns that it does not name stay.</param>
internal sealed record SchemaProbe(IReadOnlyList<string> Reads, IReadOnlyList<string> Makes, bool KeepsOthers)
{
    private const int MostColumns = 64;
    private const string Spare = "SpareColumnOfNoStage";

    /// <summary>Asks a schema function.</summary>
    /// <param name="output">Gives the output of an input, or says which column is missing.</param>
    public static SchemaProbe Of(Func<DataViewSchema, DataViewSchema> output)
    {
        List<(string Name, DataViewType Type, bool IsAny)> columns = [];
        for (var i = 0; ; i++)
        {
            var builder = new DataViewSchema.Builder().AddColumn(Spare, BooleanDataViewType.Instance);
            columns.ForEach(column => builder.AddColumn(column.Name, column.Type));
            var input = builder.ToSchema();
            try
            {
                return Compare(columns, input, output(input));
            }
            catch (SchemaException e) when (e.Column is { } missing && i < MostColumns)
            {
                columns.RemoveAll(column => column.Name == missing);
                columns.Add((missing, e.Wanted ?? TextDataViewType.Instance, e.Wanted is null));
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        (Reads.Count == 0 ? "" : $"reads {string.Join(", ", Reads)}; ")
        + (Makes.Count == 0 ? "makes no column" : $"makes {string.Join(", ", Makes)}")
        + (KeepsOthers ? "" : "; other columns do not stay");

    private static SchemaProbe Compare(
        List<(string Name, DataViewType Type, bool IsAny)> reads, DataViewSchema input, DataViewSchema output) => new(
        [.. reads.Select(column => column.IsAny ? $"`{column.Name}`" : Show(column.Name, column.Type))],
        [.. output.Where(column => !column.IsHidden
            && !(input.GetColumnOrNull(column.Name) is { } before && before.Type.Equals(column.Type)))
            .Select(column => Show(column.Name, column.Type))],
        output.GetColumnOrNull(Spare) is not null);

    private static string Show(string name, DataViewType type) => $"`{name}` ({type})".Replace("<", "&lt;", StringComparison.Ordinal);
}
