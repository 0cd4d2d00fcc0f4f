namespace Pipelines;

/// <summary>Computes an output row from an input row.</summary>
public interface IRowToRowMapper
{
    /// <summary>The columns of the input.</summary>
    DataViewSchema InputSchema { get; }

    /// <summary>The columns of the output.</summary>
    DataViewSchema OutputSchema { get; }

    /// <summary>The input columns needed to compute some output columns.</summary>
    IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> outputColumns);

    /// <summary>A row whose getters compute from the input row wherever that stands. Disposing it disposes the input.</summary>
    DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns);
}
