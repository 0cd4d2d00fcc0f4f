namespace Pipelines;

/// <summary>A file of separated values as rows, parsed anew on every pass into the columns asked for.</summary>
internal sealed class CsvFileView : IDataView
{
    private readonly SourceFile _file;

    /// <summary>Looks at the file's header and, to infer types, at its first rows.</summary>
    /// <param name="file">The file.</param>
    /// <param name="wanted">The columns; null to take the file's.</param>
    /// <param name="options">The options.</param>
    public CsvFileView(SourceFile file, IReadOnlyList<(string Name, DataViewType Type)>? wanted, CsvFileOptions options)
    {
        _file = file;
        Options = options;
        using var reader = Open();
        var headers = CheckHeaders(reader);
        Columns = wanted is null ? Discover(reader, headers) : Match(reader, headers, wanted);
        var builder = new DataViewSchema.Builder();
        foreach (var column in Columns)
            builder.AddColumn(column.Name, column.Type);
        Schema = builder.ToSchema();
        foreach (var column in Schema)
            CsvCell.Create(column, missingAsDefault: false);
    }

    public IReadOnlyList<CsvColumn> Columns { get; }

    public CsvFileOptions Options { get; }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        new CsvCursor(this, new ActiveColumns(Schema, columnsNeeded));

    public CsvRecordReader Open() => new(_file, Options);

    private List<string> CheckHeaders(CsvRecordReader reader)
    {
        var headers = reader.Headers.Select((name, i) => name.Length == 0 ? $"Column{i}" : name).ToList();
        var twice = headers.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? headers
            : throw new DataFormatException(
                $"the header names column '{twice.Key}' {twice.Count()} times. Give every column a name of its own.", reader.Path, 1);
    }

    private List<CsvColumn> Discover(CsvRecordReader reader, List<string> headers)
    {
        var rows = Options.InferTypes ? Options.InferenceRows : headers.Count > 0 ? 0 : 1;
        CsvInference[]? types = null;
        for (var row = 0; row < rows && reader.Read(); row++)
        {
            types ??= [.. Enumerable.Range(0, reader.FieldCount).Select(_ => new CsvInference())];
            for (var field = 0; field < types.Length; field++)
                types[field].Add(reader.Field(field));
        }

        var count = types?.Length ?? headers.Count;
        if (count == 0)
            throw new DataFormatException(
                "the file is empty, so there is nothing to take columns from. Give a Schema, or load into a class.", reader.Path);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new CsvColumn(
                headers.Count > 0 ? headers[i] : $"Column{i}",
                Options.InferTypes && types is not null ? types[i].Type(Options.MissingAsDefault) : TextDataViewType.Instance,
                i)),
        ];
    }

    private List<CsvColumn> Match(CsvRecordReader reader, List<string> headers, IReadOnlyList<(string Name, DataViewType Type)> wanted)
    {
        // An empty file has no header to be wrong.
        if (Options.HasHeader && headers.Count > 0)
            return [.. wanted.Select(column => new CsvColumn(column.Name, column.Type, FieldOf(reader, headers, column.Name)))];
        if (!Options.HasHeader && reader.Read() && reader.FieldCount < wanted.Count)
        {
            throw new SchemaException(
                $"{reader.Path} has {reader.FieldCount} fields a record, but {wanted.Count} columns are wanted: " +
                $"{string.Join(", ", wanted.Select(c => c.Name))}. " +
                "Leave columns out, or check the Separator.");
        }

        return [.. wanted.Select((column, i) => new CsvColumn(column.Name, column.Type, i))];
    }

    private static int FieldOf(CsvRecordReader reader, List<string> headers, string name)
    {
        var found = headers.IndexOf(name);
        if (found < 0)
            found = headers.FindIndex(header => header.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found >= 0)
            return found;
        var near = NameSuggestion.Nearest(name, headers);
        throw new SchemaException(
            $"{reader.Path} has no column '{name}'. Columns there: {string.Join(", ", headers)}. " +
            (near is null ? "" : $"Did you mean '{near}'? ") +
            "Name the member's column with [ColumnName], or check the Separator.");
    }
}
