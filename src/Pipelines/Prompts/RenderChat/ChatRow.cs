using System.Text.Json;

namespace Pipelines;

/// <summary>The conversation of a cursor's current row, rendered when a column asks for it and kept until the row changes.</summary>
internal sealed class ChatRow
{
    private readonly ChatTemplate _template;
    private readonly ChatRenderOptions _common;
    private readonly DataViewRow _row;
    private readonly ConversationReader _reader;
    private readonly Func<List<DictionaryValue>> _read;
    private readonly string? _toolsColumn;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _getTools;
    private ReadOnlyMemory<char> _toolsText;
    private List<DictionaryValue> _messages = [];
    private ChatRenderOptions _options;
    private RenderedChat? _silent;
    private RenderedChat? _asking;

    public ChatRow(ChatTemplate template, ChatRenderOptions options, DataViewRow row, ConversationReader reader,
        DataViewSchema.Column? tools)
    {
        _template = template;
        _common = _options = options;
        _row = row;
        _reader = reader;
        _read = reader.Open(row);
        _toolsColumn = tools?.Name;
        _getTools = tools is { } column ? row.GetGetter<ReadOnlyMemory<char>>(column) : null;
    }

    /// <summary>Reads the row the cursor stands at.</summary>
    public ChatRow Load()
    {
        _silent = _asking = null;
        _messages = InCell(_reader.MainColumn, _read);
        if (_getTools is not null)
        {
            _getTools(ref _toolsText);
            _options = _common with { Tools = _toolsText.Span.IsWhiteSpace() ? null : InCell(_toolsColumn!, ReadTools) };
        }

        return this;
    }

    /// <summary>The whole conversation.</summary>
    public RenderedChat Whole(bool asks) => asks ? _asking ??= Render(true) : _silent ??= Render(false);

    /// <summary>The last answer, and what comes before it; without an answer at the end, the text that asks for one.</summary>
    public (ReadOnlyMemory<char> Prompt, ReadOnlyMemory<char> Completion) LastTurn()
    {
        var last = _messages.Count - 1;
        if (_messages[last].Message < 0)
            return (Whole(asks: true).Text.AsMemory(), default);
        var chat = Whole(asks: false);
        var spans = chat.TrainedSpans;
        var (first, end) = (spans.Count, spans.Count - 1);
        while (first > 0 && spans[first - 1].Message == last)
            first--;

        // A generation block with nothing of the message's own in it, such as an empty answer's, does not know its message.
        if (first == spans.Count && end >= 0 && spans[end].Message < 0)
            first = end;
        if (first == spans.Count)
        {
            throw new CellException(
                _row.Position,
                _reader.MainColumn,
                "The template writes nothing of the last answer, so there is no completion; is the answer empty?");
        }

        return (chat.Text.AsMemory(0, spans[first].Start), chat.Text.AsMemory(spans[first].Start, spans[end].End - spans[first].Start));
    }

    private RenderedChat Render(bool asks) =>
        InCell(_reader.MainColumn, () => _template.RenderValues(_messages, _options with { AddGenerationPrompt = asks }));

    private JsonElement ReadTools()
    {
        var tools = ConversationReader.ParseJson(_toolsText);
        return tools.ValueKind == JsonValueKind.Array
            ? tools : throw new PipelineException($"The tools are not a JSON array but {tools.ValueKind}.");
    }

    private T InCell<T>(string column, Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (PipelineException e) when (e is not CellException)
        {
            throw new CellException(_row.Position, column, e.Message, innerException: e);
        }
    }
}
