namespace Pipelines.Training;

/// <summary>
/// Rows that differ from pass to pass, as masked tokens do. Whoever reads several passes says which one begins, so that pass and row alone
/// decide what is read, and a resumed run reads what the stopped one would have.
/// </summary>
public interface IPassView : IDataView
{
    /// <summary>As the form of every view, for a pass.</summary>
    /// <param name="columnsNeeded">The columns to read.</param>
    /// <param name="shuffleSeed">Decides the order; null for the rows' own.</param>
    /// <param name="pass">The pass, from 0, which is what the other form reads.</param>
    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed, int pass);
}
