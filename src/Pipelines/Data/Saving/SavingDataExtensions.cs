namespace Pipelines;

/// <summary>Saving views as files.</summary>
public static class SavingDataExtensions
{
    /// <summary>
    /// Writes the rows as JSON Lines: an object a row with a property a column, hidden columns left out. <c>LoadFromJsonLines</c> with the
    /// same schema gives the rows back. NaN is null; dates, durations and row ids are strings; sparse vectors are written whole; half a
    /// surrogate pair becomes U+FFFD. The file is written under a temporary name and renamed when it is complete.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="path">Where to; a file there is replaced.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left of the file.</param>
    /// <exception cref="PipelineException">
    /// The file cannot be written: read-only folder, full disk. What was there before is intact.
    /// </exception>
    /// <exception cref="CellException">A number is infinite.</exception>
    public static void SaveAsJsonLines(this DataCatalog catalog, IDataView data, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        AtomicFile.Write(path, stream => JsonLinesWriter.Write(data, stream, cancellationToken));
    }

    /// <summary>
    /// As <see cref="SaveAsJsonLines(DataCatalog, IDataView, string, CancellationToken)"/>, to a stream, which stays open.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="CellException">A number is infinite.</exception>
    public static void SaveAsJsonLines(
        this DataCatalog catalog, IDataView data, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(stream);
        JsonLinesWriter.Write(data, stream, cancellationToken);
    }

    /// <summary>
    /// Writes the rows as separated values (RFC 4180) with a header, hidden columns left out. NaN is an empty field. The file is written
    /// under a temporary name and renamed when it is complete.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows; no column may be a vector.</param>
    /// <param name="path">Where to; a file there is replaced.</param>
    /// <param name="separator">The character between fields, such as a tab.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left of the file.</param>
    /// <exception cref="PipelineException">The file cannot be written. What was there before is intact.</exception>
    /// <exception cref="SchemaException">A column is a vector.</exception>
    public static void SaveAsCsv(
        this DataCatalog catalog, IDataView data, string path, char separator = ',', CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        AtomicFile.Write(path, stream => CsvFileWriter.Write(data, stream, separator, cancellationToken));
    }

    /// <summary>
    /// As <see cref="SaveAsCsv(DataCatalog, IDataView, string, char, CancellationToken)"/>, to a stream, which stays open.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows; no column may be a vector.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="separator">The character between fields, such as a tab.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="SchemaException">A column is a vector.</exception>
    public static void SaveAsCsv(
        this DataCatalog catalog, IDataView data, Stream stream, char separator = ',', CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(stream);
        CsvFileWriter.Write(data, stream, separator, cancellationToken);
    }
}
