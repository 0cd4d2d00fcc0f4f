using System.Text.Json;

namespace Pipelines;

/// <summary>A JSON file as rows, parsed anew on every pass into the columns asked for.</summary>
internal sealed class JsonFileView : IDataView
{
    private readonly SourceFile _file;
    private readonly bool _isArray;

    /// <summary>Looks at the file's first rows.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isArray">Whether it is one array rather than an object a line.</param>
    /// <param name="wanted">The columns and what their properties are called; null to infer them.</param>
    /// <param name="options">The options.</param>
    public JsonFileView(
        SourceFile file, bool isArray, IReadOnlyList<(string Name, string Property, DataViewType Type)>? wanted, JsonFileOptions options)
    {
        _file = file;
        _isArray = isArray;
        Options = options;
        IsInferred = wanted is null;
        var rows = LookAtFirstRows();
        if (wanted is null && rows.Objects == 0)
            throw new DataFormatException(
                "the file has no rows, so there is nothing to infer columns from. Give a Schema, or load into a class.", file.FullPath);
        Columns = wanted is null
            ? new JsonInference(file.FullPath, options).Infer(rows)
            : JsonResolution.Resolve(file.FullPath, wanted, rows, options);
        var builder = new DataViewSchema.Builder();
        foreach (var column in Columns)
            builder.AddColumn(column.Name, column.Type);
        Schema = builder.ToSchema();
    }

    public IReadOnlyList<JsonColumn> Columns { get; }

    public JsonFileOptions Options { get; }

    /// <summary>Whether the columns come from the first rows, so that later rows must have no other properties.</summary>
    public bool IsInferred { get; }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        new JsonCursor(this, new ActiveColumns(Schema, columnsNeeded));

    public JsonRowReader Open() =>
        _isArray ? new JsonArrayReader(_file, Options.MaximumRowLength) : new JsonLinesReader(_file, Options.MaximumRowLength);

    private JsonShape LookAtFirstRows()
    {
        using var reader = Open();
        var shape = new JsonShape();
        for (var row = 0; row < Options.InferenceRows && reader.MoveNext(); row++)
        {
            var json = new Utf8JsonReader(reader.Row);
            try
            {
                json.Read();
                if (json.TokenType != JsonTokenType.StartObject)
                    throw JsonErrors.NotAnObject(reader, row, json.TokenType);
                shape.Add(ref json, reader.Locate(0).Line);
                json.Read();
            }
            catch (JsonException e)
            {
                throw JsonErrors.Syntax(reader, row, e);
            }
            catch (InvalidOperationException e) when (e is not ObjectDisposedException)
            {
                // A property's name is not Unicode.
                throw new DataFormatException(
                    $"row {row} has a property whose name is not valid Unicode text.", reader.Path, reader.Locate(0).Line, e);
            }
        }

        return shape;
    }
}
