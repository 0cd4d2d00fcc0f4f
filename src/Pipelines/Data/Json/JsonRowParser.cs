using System.Text.Json;

namespace Pipelines;

/// <summary>Reads a row's values into the cells of the columns asked for.</summary>
internal sealed class JsonRowParser
{
    private readonly JsonPropertyNode _root;
    private readonly (string Column, JsonCell Cell)[] _cells;
    private readonly bool _refuseUnknown;
    private readonly JsonRowReader _reader;
    private long _row;

    /// <param name="reader">Where rows come from.</param>
    /// <param name="view">The view read.</param>
    /// <param name="cells">A cell a column; null where nobody asked for it.</param>
    public JsonRowParser(JsonRowReader reader, JsonFileView view, JsonCell?[] cells)
    {
        _reader = reader;
        _refuseUnknown = view.IsInferred;
        _root = JsonPropertyNode.Build(view.Columns, cells, view.Options.IgnoredProperties);
        _cells = [.. cells.Select((cell, i) => (view.Columns[i].Name, cell!)).Where(pair => pair.Item2 is not null)];
    }

    /// <summary>Reads the reader's current row.</summary>
    public void Parse(long row)
    {
        _row = row;
        foreach (var (_, cell) in _cells)
            cell.Reset();
        var json = new Utf8JsonReader(_reader.Row);
        try
        {
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw JsonErrors.NotAnObject(_reader, row, json.TokenType);
            ParseObject(ref json, _root, inArray: false);
            json.Read();
        }
        catch (JsonException e)
        {
            throw JsonErrors.Syntax(_reader, row, e);
        }

        foreach (var (column, cell) in _cells)
        {
            if (!cell.Assigned && cell.SetMissing() is { } expected)
                throw JsonErrors.Cell(_reader, row, column, 0, $"expected {expected}, but the row has no such property. {MissingFix}");
        }
    }

    private const string MissingFix = "Give it a value, or set MissingAsDefault in the options.";

    private void ParseObject(ref Utf8JsonReader json, JsonPropertyNode node, bool inArray)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var child = node.Find(ref json);
            if (child is null && _refuseUnknown)
                throw Unknown(ref json);
            json.Read();
            if (child is { IsActive: true })
                ParseValue(ref json, child, inArray);
            else
                json.Skip();
        }
    }

    private void ParseValue(ref Utf8JsonReader json, JsonPropertyNode node, bool inArray)
    {
        if (node.Children.Count > 0)
        {
            if (json.TokenType == JsonTokenType.StartObject)
            {
                ParseObject(ref json, node, inArray);
                return;
            }

            if (node.Column is null && json.TokenType == JsonTokenType.StartArray)
            {
                ParseObjects(ref json, node, inArray);
                return;
            }

            if (node.Column is null)
            {
                if (json.TokenType != JsonTokenType.Null)
                    throw JsonErrors.Value(
                        _reader, _row, FirstColumn(node), json, $"an object with '{node.Children[0].Name}', or an array of them");
                return;
            }
        }

        if (node.Cell is not { } cell)
        {
            json.Skip();
            return;
        }

        if (cell.Assigned && !inArray)
            throw JsonErrors.Cell(_reader, _row, node.Column!, json.TokenStartIndex, "the row has the property twice. Remove one.");
        var token = json;
        if ((inArray ? ((ItemsJsonCell)cell).ReadItem(ref json) : cell.Read(ref json)) is { } expected)
            throw JsonErrors.Value(_reader, _row, node.Column!, IsInside(token, json) ? json : token, expected);
    }

    // An array of objects: its columns are vectors with an item an object.
    private void ParseObjects(ref Utf8JsonReader json, JsonPropertyNode node, bool inArray)
    {
        if (inArray)
            throw JsonErrors.Value(_reader, _row, FirstColumn(node), json, "no array in an array, which no column holds");
        var start = json.TokenStartIndex;
        var count = 0;
        foreach (var leaf in node.Leaves)
            Begin(leaf, start);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject)
                ParseObject(ref json, node, inArray: true);
            else if (json.TokenType != JsonTokenType.Null)
                throw JsonErrors.Value(_reader, _row, FirstColumn(node), json, "an object");
            count++;
            foreach (var leaf in node.Leaves)
                Pad(leaf, count, json.TokenStartIndex);
        }

        foreach (var leaf in node.Leaves)
        {
            if (((ItemsJsonCell)leaf.Cell!).SizeError() is { } expected)
                throw JsonErrors.Cell(_reader, _row, leaf.Column!, start, $"expected {expected}.");
        }
    }

    private void Begin(JsonPropertyNode leaf, long index)
    {
        if (leaf.Cell is not ItemsJsonCell items)
            throw JsonErrors.Cell(_reader, _row, leaf.Column!, index, "the property is in an array of objects: make the column a vector.");
        if (items.Assigned)
            throw JsonErrors.Cell(_reader, _row, leaf.Column!, index, "the row has the property twice. Remove one.");
        items.MarkAssigned();
    }

    private void Pad(JsonPropertyNode leaf, int count, long index)
    {
        var items = (ItemsJsonCell)leaf.Cell!;
        if (items.Count > count)
            throw JsonErrors.Cell(_reader, _row, leaf.Column!, index, "an object has the property twice. Remove one.");
        if (items.Count < count && items.AddMissing() is { } expected)
            throw JsonErrors.Cell(
                _reader, _row, leaf.Column!, index, $"expected {expected}, but an object has no such property. {MissingFix}");
    }

    private static string FirstColumn(JsonPropertyNode node)
    {
        while (node.Column is null)
            node = node.Children[0];
        return node.Column;
    }

    // Whether a cell stopped at an item of the array it was given.
    private static bool IsInside(in Utf8JsonReader array, in Utf8JsonReader json) =>
        array.TokenType == JsonTokenType.StartArray && json.TokenType != JsonTokenType.EndArray
        && json.TokenStartIndex > array.TokenStartIndex;

    private DataFormatException Unknown(ref Utf8JsonReader json)
    {
        var (line, character) = _reader.Locate(json.TokenStartIndex);
        return new DataFormatException(
            $"character {character}: row {_row} has a property '{json.GetString()}' " +
            "that none of the rows has which the columns were inferred from. " +
            "Raise InferenceRows, add it to IgnoredProperties, or give a Schema.",
            _reader.Path,
            line);
    }
}
