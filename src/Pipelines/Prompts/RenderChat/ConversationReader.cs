using System.Text.Json;

namespace Pipelines;

/// <summary>Reads the conversation of a row.</summary>
internal abstract class ConversationReader(RenderChatTransformer settings, IReadOnlyList<DataViewSchema.Column> columns)
{
    /// <summary>The columns read; the first is the one that errors name.</summary>
    public IReadOnlyList<DataViewSchema.Column> Columns => columns;

    public string MainColumn => columns[0].Name;

    protected RenderChatTransformer Settings => settings;

    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    public static ConversationReader Create(RowMapperBuilder map, RenderChatTransformer settings) => settings.Source switch
    {
        ChatSource.Messages => new JsonConversationReader(settings, map.Require<ReadOnlyMemory<char>>(settings.MessagesColumn)),
        ChatSource.Vectors => new VectorConversationReader(
            settings,
            map.Require<VBuffer<ReadOnlyMemory<char>>>(settings.RolesColumn),
            map.Require<VBuffer<ReadOnlyMemory<char>>>(settings.ContentsColumn)),
        ChatSource.Alpaca => new AlpacaConversationReader(settings, map),
        _ => throw new SchemaException($"{settings.Source} is no source of conversations."),
    };

    /// <summary>Makes the function that reads the row's conversation; called once a cursor.</summary>
    /// <exception cref="PipelineException">The conversation is not one; by the function.</exception>
    public Func<List<DictionaryValue>> Open(DataViewRow row)
    {
        var builder = new ConversationBuilder(settings.SystemMessage, settings.AdditionalRoles);
        var read = Open(row, builder);
        return () =>
        {
            builder.Clear();
            read();
            return builder.End();
        };
    }

    public static JsonElement ParseJson(ReadOnlyMemory<char> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new PipelineException($"The text is not JSON: {e.Message}", e);
        }
    }

    protected abstract Action Open(DataViewRow row, ConversationBuilder builder);
}

/// <summary>A column of JSON, with roles and contents or ShareGPT's senders and values.</summary>
internal sealed class JsonConversationReader(RenderChatTransformer settings, DataViewSchema.Column messages)
    : ConversationReader(settings, [messages])
{
    protected override Action Open(DataViewRow row, ConversationBuilder builder)
    {
        var get = row.GetGetter<ReadOnlyMemory<char>>(Columns[0]);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            get(ref text);
            var json = ParseJson(text);
            if (json.ValueKind != JsonValueKind.Array)
                throw new PipelineException(
                    $"The messages are not a JSON array but {json.ValueKind}; [{{\"role\": …, \"content\": …}}, …] is expected.");
            var index = 0;
            foreach (var message in json.EnumerateArray())
                index = TemplateJson.Checked(() => Read(message, index, builder));
        };
    }

    private static int Read(JsonElement message, int index, ConversationBuilder builder)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw new PipelineException($"Message {index} is not an object but {message.ValueKind}.");
        var isSender = !message.TryGetProperty("role", out var role);
        if (isSender && !message.TryGetProperty("from", out role))
            throw new PipelineException($"Message {index} has neither 'role' nor 'from'.");
        if (role.ValueKind != JsonValueKind.String)
            throw new PipelineException($"The role of message {index} is not a text but {role.ValueKind}.");
        var name = builder.RoleOf(role.GetString()!, isSender, index);
        if (isSender)
        {
            builder.Add(name, message.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw new PipelineException($"Message {index} has no text as 'value'."));
            return index + 1;
        }

        var content = message.TryGetProperty("content", out var found) ? found.ValueKind : JsonValueKind.Undefined;
        var hasMore = message.TryGetProperty("tool_calls", out _);
        if (content is not (JsonValueKind.String or JsonValueKind.Array)
            && !(hasMore && content is JsonValueKind.Null or JsonValueKind.Undefined))
            throw new PipelineException($"Message {index} has no text as 'content'.");
        builder.Add(name, message);
        return index + 1;
    }
}

/// <summary>A column of roles and one of contents.</summary>
internal sealed class VectorConversationReader(RenderChatTransformer settings, DataViewSchema.Column roles, DataViewSchema.Column contents)
    : ConversationReader(settings, [roles, contents])
{
    protected override Action Open(DataViewRow row, ConversationBuilder builder)
    {
        var getRoles = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(Columns[0]);
        var getContents = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(Columns[1]);
        VBuffer<ReadOnlyMemory<char>> names = default;
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            getRoles(ref names);
            getContents(ref texts);
            if (names.Length != texts.Length)
                throw new PipelineException($"There are {names.Length} roles, but {texts.Length} contents in '{Columns[1].Name}'.");
            for (var i = 0; i < names.Length; i++)
            {
                var name = names.GetItemOrDefault(i).ToString();
                builder.Add(builder.RoleOf(name, isSender: ChatRoles.FromSender(name) is not null, i),
                    texts.GetItemOrDefault(i).ToString());
            }
        };
    }
}

/// <summary>Columns of instruction, input and output.</summary>
internal sealed class AlpacaConversationReader(RenderChatTransformer settings, RowMapperBuilder map)
    : ConversationReader(settings, ColumnsOf(settings, map))
{
    protected override Action Open(DataViewRow row, ConversationBuilder builder)
    {
        var getters = Columns.Select(column => row.GetGetter<ReadOnlyMemory<char>>(column)).ToArray();
        var input = Settings.InputColumn is null ? 0 : 1;
        var output = getters.Length > input + 1 ? input + 1 : 0;
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getters[0](ref text);
            if (text.Span.IsWhiteSpace())
                throw new PipelineException("The instruction is empty.");
            var question = text.ToString();
            if (input > 0)
            {
                getters[input](ref text);
                question = text.IsEmpty ? question : $"{question}\n\n{text}";
            }

            builder.Add(ChatRoles.User, question);
            if (output == 0)
                return;
            getters[output](ref text);
            builder.Add(ChatRoles.Assistant, text.ToString());
        };
    }

    // Answers that are not there are those that scoring is to give.
    private static List<DataViewSchema.Column> ColumnsOf(RenderChatTransformer settings, RowMapperBuilder map)
    {
        List<DataViewSchema.Column> columns = [map.Require<ReadOnlyMemory<char>>(settings.InstructionColumn)];
        if (settings.InputColumn is not null)
            columns.Add(map.Require<ReadOnlyMemory<char>>(settings.InputColumn));
        if (settings.OutputColumn is not null && map.Input.GetColumnOrNull(settings.OutputColumn) is not null)
            columns.Add(map.Require<ReadOnlyMemory<char>>(settings.OutputColumn));
        return columns;
    }
}
