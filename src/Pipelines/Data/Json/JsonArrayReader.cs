using System.Text;
using System.Text.Json;

namespace Pipelines;

/// <summary>One JSON array of objects, of which one at a time is in memory.</summary>
internal sealed class JsonArrayReader(SourceFile file, int maximumRowLength) : JsonRowReader(file, maximumRowLength)
{
    private bool _begun;
    private bool _ended;
    private long _rows;

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        Advance(RowLength);
        RowLength = 0;
        var next = NextToken();
        if (!_begun)
        {
            if (next != '[')
            {
                throw Error(
                    next is null ? "the file is empty" : "the file does not begin with '['",
                    "Give one array of objects, or load JSON Lines with LoadFromJsonLines.");
            }

            _begun = true;
            Advance(1);
            next = NextToken();
        }
        else if (next == ',')
        {
            Advance(1);
            next = NextToken();
            if (next == ']')
                throw Error("a comma before the end of the array", "Remove it.");
        }
        else if (next is not (byte)']' and not null)
        {
            throw Error("no comma after a row", "Rows are objects separated by commas.");
        }

        if (next == ']')
        {
            Advance(1);
            _ended = NextToken() is null ? true : throw Error("something after the end of the array", "A file has one array.");
            return false;
        }

        if (next != '{')
        {
            throw next is null
                ? Truncated()
                : Error($"row {_rows} is not an object", "Every item of the array must be an object, with a property a column.");
        }

        RowLength = FindEnd();
        _rows++;
        return true;
    }

    private int FindEnd()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(Bytes.Available, isFinalBlock: false, default);
            try
            {
                if (reader.Read() && reader.TrySkip())
                {
                    CheckLength((int)reader.BytesConsumed);
                    return (int)reader.BytesConsumed;
                }
            }
            catch (JsonException e)
            {
                RowLength = Bytes.Available.Length;
                throw JsonErrors.Syntax(this, _rows, e);
            }

            CheckLength(Bytes.Available.Length);
            if (Bytes.Ended)
                throw Truncated();
            Bytes.Fill();
        }
    }

    // Passes over white space; null at the end of the file.
    private byte? NextToken()
    {
        while (true)
        {
            var at = Bytes.Available.IndexOfAnyExcept(" \t\r\n"u8);
            if (at >= 0)
            {
                Advance(at);
                return Bytes.Available[0];
            }

            Advance(Bytes.Available.Length);
            if (Bytes.Ended)
                return null;
            Bytes.Fill();
        }
    }

    private void Advance(int count)
    {
        var passed = Bytes.Available[..count];
        var lines = passed.Count((byte)'\n');
        Line += lines;
        LineOffset = Encoding.UTF8.GetCharCount(passed[(passed.LastIndexOf((byte)'\n') + 1)..]) + (lines == 0 ? LineOffset : 0);
        Bytes.Consume(count);
    }

    private DataFormatException Truncated() =>
        Error(
            $"the file ends {(_rows == 0 ? "in its first row" : $"after {_rows} rows")} without ']'",
            "It seems cut off: fetch or write it again.");

    private DataFormatException Error(string what, string fix) => new($"character {LineOffset + 1}: {what}. {fix}", Path, Line);
}
