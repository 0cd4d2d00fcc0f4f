using System.Text.Json;

namespace Pipelines;

/// <summary>
/// Renders conversations by a chat template: the whole text with the spans that are trained, and the prompt and completion of the last
/// answer. The properties are those of <see cref="RenderChatOptions"/>.
/// </summary>
public sealed record RenderChatTransformer : RowToRowTransformer
{
    /// <summary>The template: a built-in one's name, or Jinja.</summary>
    public required string Template { get; init; }

    /// <summary>The variable <c>bos_token</c>.</summary>
    public string? BosToken { get; init; }

    /// <summary>The variable <c>eos_token</c>.</summary>
    public string? EosToken { get; init; }

    /// <summary>Further variables, as JSON.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the conversations come from.</summary>
    public required ChatSource Source { get; init; }

    /// <summary>The column of JSON.</summary>
    public required string MessagesColumn { get; init; }

    /// <summary>The column of roles.</summary>
    public required string RolesColumn { get; init; }

    /// <summary>The column of contents.</summary>
    public required string ContentsColumn { get; init; }

    /// <summary>The column of instructions.</summary>
    public required string InstructionColumn { get; init; }

    /// <summary>The column of inputs.</summary>
    public string? InputColumn { get; init; }

    /// <summary>The column of answers.</summary>
    public string? OutputColumn { get; init; }

    /// <summary>The column of tools.</summary>
    public string? ToolsColumn { get; init; }

    /// <summary>The system message of conversations without one.</summary>
    public string? SystemMessage { get; init; }

    /// <summary>Roles that messages may have besides those that are known.</summary>
    public IReadOnlyList<string> AdditionalRoles { get; init; } = [];

    /// <summary>Whether the text asks for an answer.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>The column made of texts.</summary>
    public required string TextColumn { get; init; }

    /// <summary>The column made of trained spans.</summary>
    public required string TrainedSpansColumn { get; init; }

    /// <summary>The column made of texts in pieces.</summary>
    public required string SegmentsColumn { get; init; }

    /// <summary>The column made of prompts.</summary>
    public required string PromptColumn { get; init; }

    /// <summary>The column made of completions.</summary>
    public required string CompletionColumn { get; init; }

    /// <summary>The template, read.</summary>
    /// <exception cref="TemplateException">It is wrong, or outside what is supported.</exception>
    internal ChatTemplate CreateTemplate() => (ChatTemplate.Find(Template) ?? ChatTemplate.Parse(Template)).WithTokens(BosToken, EosToken);

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        var template = CreateTemplate();
        var options = new ChatRenderOptions
        {
            Variables = Variables.ToDictionary(
                variable => variable.Key, variable => JsonSerializer.Deserialize<JsonElement>(variable.Value)),
        };
        var reader = ConversationReader.Create(map, this);
        var tools = ToolsColumn is null ? (DataViewSchema.Column?)null : map.Require<ReadOnlyMemory<char>>(ToolsColumn);
        DataViewSchema.Column[] inputs = tools is { } column ? [.. reader.Columns, column] : [.. reader.Columns];
        var rendered = map.Compute<ChatRow>(inputs, row =>
        {
            var chat = new ChatRow(template, options, row, reader, tools);
            return () => chat.Load();
        });
        map.Add<ChatRow, ReadOnlyMemory<char>>(
            TextColumn, TextDataViewType.Instance, rendered, (ChatRow row, ref ReadOnlyMemory<char> value) =>
                value = row.Whole(AddGenerationPrompt).Text.AsMemory());
        map.Add<ChatRow, VBuffer<int>>(
            TrainedSpansColumn, new VectorDataViewType(NumberDataViewType.Int32), rendered,
            (ChatRow row, ref VBuffer<int> value) => ChatColumns.WriteSpans(row.Whole(AddGenerationPrompt), ref value));
        map.Add<ChatRow, VBuffer<ReadOnlyMemory<char>>>(
            SegmentsColumn, new VectorDataViewType(TextDataViewType.Instance), rendered,
            (ChatRow row, ref VBuffer<ReadOnlyMemory<char>> value) => ChatColumns.WriteSegments(row.Whole(AddGenerationPrompt), ref value));
        map.Add<ChatRow, ReadOnlyMemory<char>>(
            PromptColumn, TextDataViewType.Instance, rendered, (ChatRow row, ref ReadOnlyMemory<char> value) =>
                value = row.LastTurn().Prompt);
        map.Add<ChatRow, ReadOnlyMemory<char>>(
            CompletionColumn, TextDataViewType.Instance, rendered, (ChatRow row, ref ReadOnlyMemory<char> value) =>
                value = row.LastTurn().Completion);
    }
}
