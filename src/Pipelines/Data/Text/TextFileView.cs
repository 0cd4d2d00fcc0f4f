using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>Text files as rows of one text column, read from start to end on every pass.</summary>
internal sealed partial class TextFileView(IReadOnlyList<SourceFile> files, TextFileOptions options, ILogger logger) : IDataView
{
    private int _warned;

    public IReadOnlyList<SourceFile> Files => files;

    public TextFileOptions Options => options;

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; } = new DataViewSchema.Builder().AddColumn(options.Column, TextDataViewType.Instance).ToSchema();

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        new TextFileCursor(this, new ActiveColumns(Schema, columnsNeeded));

    /// <summary>Says once that a row was longer than a row may be.</summary>
    public void WarnCut(SourceFile file, int maximum)
    {
        // Whole files are cut only where the options ask for it.
        if (options.Rows != TextRows.WholeFile && Interlocked.Exchange(ref _warned, 1) == 0)
            LogCut(logger, file.FullPath, maximum);
    }

    [LoggerMessage(
        EventId = 1101, Level = LogLevel.Warning,
        Message = "{Path} has a row of more than {Maximum} characters: it is read as several rows. MaximumRowLength sets the limit.")]
    private static partial void LogCut(ILogger logger, string path, int maximum);
}
