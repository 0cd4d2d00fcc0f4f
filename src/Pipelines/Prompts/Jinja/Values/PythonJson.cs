using System.Globalization;
using System.Text;

namespace Pipelines;

/// <summary>
/// Values as JSON the way Python's <c>json.dumps</c> writes them with <c>ensure_ascii=False</c> by default, which is what transformers
/// makes of the <c>tojson</c> filter: nothing is escaped for HTML.
/// </summary>
internal sealed class PythonJson(
    TemplateRendering rendering, bool ascii, string? indent, string itemSeparator, string keySeparator, bool sorted)
{
    private readonly MarkedTextBuilder _builder = new(rendering);

    public MarkedText Write(object? value)
    {
        Write(value, 0);
        return _builder.ToText();
    }

    private void Write(object? value, int depth)
    {
        rendering.Step();
        rendering.EnsureStack();
        switch (value)
        {
            case MarkedText text:
                _builder.Append(Quoted(text));
                break;
            case ListValue list:
                WriteItems('[', ']', list.Items.Count, depth, (i, inner) => Write(list.Items[i], inner));
                break;
            case DictionaryValue dictionary:
                WriteEntries(dictionary, depth);
                break;
            default:
                _builder.Append(Scalar(value));
                break;
        }
    }

    private void WriteEntries(DictionaryValue dictionary, int depth)
    {
        var entries = dictionary.Entries;
        if (sorted)
        {
            rendering.Allocate(entries.Count, entries.Count);
            rendering.Step(entries.Count * 8L);
            entries = [.. entries.OrderBy(entry => KeyOf(entry.Key).Value, StringComparer.Ordinal)];
        }

        WriteItems('{', '}', entries.Count, depth, (i, inner) =>
        {
            _builder.Append(Quoted(KeyOf(entries[i].Key)));
            _builder.Append(keySeparator);
            Write(entries[i].Value, inner);
        });
    }

    private void WriteItems(char open, char close, int count, int depth, Action<int, int> write)
    {
        _builder.Append(open);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                _builder.Append(itemSeparator);
            NewLine(depth + 1);
            write(i, depth + 1);
        }

        if (count > 0)
            NewLine(depth);
        _builder.Append(close);
    }

    private void NewLine(int depth)
    {
        if (indent is null)
            return;
        _builder.Append('\n');
        for (var i = 0; i < depth; i++)
            _builder.Append(indent);
    }

    private MarkedText KeyOf(object? key) => key as MarkedText ?? new MarkedText(Scalar(key));

    private string Scalar(object? value) => value switch
    {
        null => "null",
        true => "true",
        false => "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double.NaN => "NaN",
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        double number => PythonText.OfDouble(number),
        _ => throw rendering.Error($"A value of type {PythonValue.TypeOf(value)} cannot be written as JSON."),
    };

    private MarkedText Quoted(MarkedText text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text.Value)
        {
            switch (c)
            {
                case '"': quoted.Append("\\\""); break;
                case '\\': quoted.Append("\\\\"); break;
                case '\n': quoted.Append("\\n"); break;
                case '\r': quoted.Append("\\r"); break;
                case '\t': quoted.Append("\\t"); break;
                case '\f': quoted.Append("\\f"); break;
                case '\b': quoted.Append("\\b"); break;
                case < ' ':
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                case > '~' when ascii && c != '\x7f':
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    quoted.Append(c);
                    break;
            }
        }

        quoted.Append('"');
        rendering.Allocate(quoted.Length, quoted.Length);
        return text.With(quoted.ToString());
    }
}
