namespace Pipelines;

/// <summary>Moves over the rows of a view, forward only, on one thread.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    /// <summary>Goes to the next row; false where there is none.</summary>
    public abstract bool MoveNext();
}
