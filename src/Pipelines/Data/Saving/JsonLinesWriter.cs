using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipelines;

/// <summary>Writes a view's rows, an object a line.</summary>
internal static class JsonLinesWriter
{
    private const int FlushLength = 1 << 16;

    public static void Write(IDataView data, Stream stream, CancellationToken cancellationToken)
    {
        var columns = data.Schema.Where(c => !c.IsHidden).ToArray();
        using var cursor = data.GetRowCursor(columns);
        var names = Array.ConvertAll(columns, c => JsonEncodedText.Encode(c.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));
        var writers = Array.ConvertAll(columns, c => JsonColumnWriter.Create(cursor, c));
        var buffer = new ArrayBufferWriter<byte>(2 * FlushLength);
        // People read these files: text stays as it is but for what JSON itself must escape.
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            json.WriteStartObject();
            for (var i = 0; i < columns.Length; i++)
            {
                json.WritePropertyName(names[i]);
                try
                {
                    writers[i](json);
                }
                catch (InvalidDataException e)
                {
                    throw new CellException(cursor.Position, columns[i].Name, e.Message, null, e);
                }
            }

            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount >= FlushLength)
                Flush(buffer, stream);
        }

        Flush(buffer, stream);
    }

    private static void Flush(ArrayBufferWriter<byte> buffer, Stream stream)
    {
        stream.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }
}
