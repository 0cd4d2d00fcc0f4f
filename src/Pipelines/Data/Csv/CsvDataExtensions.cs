namespace Pipelines;

/// <summary>Loading files of separated values.</summary>
public static class CsvDataExtensions
{
    /// <summary>
    /// A view over a file of comma-separated values (RFC 4180), streamed on every pass. The columns are the members of a class, as in <see
    /// cref="EnumerableDataExtensions.LoadFromEnumerable"/>, found in the header by their column's name in the same or in another case; no
    /// object of the class is made. Other columns of the file are left out, and empty lines passed over.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="PipelineException">There is no such file.</exception>
    /// <exception cref="SchemaException">A member fits no column, or the file lacks its column.</exception>
    /// <remarks>
    /// While rows are read, a <see cref="DataFormatException"/> tells the line of a record that is malformed or has too many or too few
    /// fields, and a <see cref="CellException"/> the row and column of a field that is not of its column's type. Text values lie in a
    /// buffer of the cursor and are valid until it moves.
    /// </remarks>
    public static IDataView LoadFromCsv<TRow>(this DataCatalog catalog, string path, Action<CsvFileOptions>? configure = null) =>
        Load(catalog, path, ',', configure, typeof(TRow));

    /// <summary>
    /// As <see cref="LoadFromCsv{TRow}"/>, with the columns of <see cref="CsvFileOptions.Schema"/>, or with all columns of the file, their
    /// types inferred or text. Integers become <see cref="int"/> or <see cref="long"/>, other numbers and integers that are missing in some
    /// row <see cref="float"/> (or <see cref="double"/>, where a float would round an integer); what looks like a code (007) stays text.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">The options are not valid.</exception>
    public static IDataView LoadFromCsv(this DataCatalog catalog, string path, Action<CsvFileOptions>? configure = null) =>
        Load(catalog, path, ',', configure, null);

    /// <summary>As <see cref="LoadFromCsv{TRow}"/>, with fields separated by tabs.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">The options are not valid.</exception>
    public static IDataView LoadFromTsv<TRow>(this DataCatalog catalog, string path, Action<CsvFileOptions>? configure = null) =>
        Load(catalog, path, '\t', configure, typeof(TRow));

    /// <summary>As <see cref="LoadFromCsv(DataCatalog, string, Action{CsvFileOptions}?)"/>, with fields separated by tabs.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">The options are not valid.</exception>
    public static IDataView LoadFromTsv(this DataCatalog catalog, string path, Action<CsvFileOptions>? configure = null) =>
        Load(catalog, path, '\t', configure, null);

    private static CsvFileView Load(DataCatalog catalog, string path, char separator, Action<CsvFileOptions>? configure, Type? rowType)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var options = new CsvFileOptions { Separator = separator };
        configure?.Invoke(options);
        OptionsValidation.Validated(options);
        if (rowType is not null && options.Schema is not null)
            throw new OptionsException(nameof(CsvFileOptions), ["Schema is set, but a class gives the columns: leave one out."]);
        var wanted = rowType is not null
            ? RowMembers.Of(rowType).Members.Where(m => m.IsSettable).Select(m => (m.ColumnName, m.ColumnType)).ToArray()
            : options.Schema?.Where(c => !c.IsHidden).Select(c => (c.Name, c.Type)).ToArray();
        return new CsvFileView(SourceFile.Find(path), wanted, options);
    }
}
