namespace Pipelines.Samples;

/// <summary>Splits a text by its rows.</summary>
public static class RowSplit
{
    /// <summary>Keeps the last rows to measure on.</summary>
    /// <param name="data">Makes views.</param>
    /// <param name="text">A view with a column <c>Text</c>.</param>
    /// <param name="share">The part that is measured on; at least a row.</param>
    /// <exception cref="PipelineException">There are not two rows to share out.</exception>
    public static (IDataView Train, IDataView Validation) KeepLast(DataCatalog data, IDataView text, double share)
    {
        ArgumentNullException.ThrowIfNull(data);
        var rows = text.GetColumn<string>(ColumnNames.Text).Count();
        if (rows < 2)
            throw new PipelineException(
                $"The text to pretrain on has {rows} lines, which cannot be shared out. Give a text of at least two lines.");
        var measured = Math.Max(1, (int)(rows * share));
        return (data.TakeRows(text, rows - measured), data.SkipRows(text, rows - measured));
    }
}
