using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Pipelines;

/// <summary>Options of <see cref="RenderChatEstimator"/>.</summary>
public sealed class RenderChatOptions : IValidatableObject
{
    /// <summary>
    /// The template: the name of a built-in one (<see cref="ChatTemplate.Names"/>), or Jinja such as <c>chat_template</c> of a
    /// <c>tokenizer_config.json</c>.
    /// </summary>
    [Required]
    public string Template { get; set; } = "chatml";

    /// <summary>The variable <c>bos_token</c>; null for a built-in template's own, or undefined. Empty leaves the token out.</summary>
    public string? BosToken { get; set; }

    /// <summary>The variable <c>eos_token</c>; null for a built-in template's own, or undefined.</summary>
    public string? EosToken { get; set; }

    /// <summary>Further variables of the template by name; each value is JSON: <c>"\"26 Jul 2024\""</c>, <c>"false"</c>.</summary>
    public Dictionary<string, string> Variables { get; set; } = [];

    /// <summary>Where the conversations come from.</summary>
    [EnumDataType(typeof(ChatSource))]
    public ChatSource Source { get; set; } = ChatSource.Messages;

    /// <summary>Of <see cref="ChatSource.Messages"/>, the column of JSON.</summary>
    [Required]
    public string MessagesColumn { get; set; } = "messages";

    /// <summary>Of <see cref="ChatSource.Vectors"/>, the column of roles.</summary>
    [Required]
    public string RolesColumn { get; set; } = "messages.role";

    /// <summary>Of <see cref="ChatSource.Vectors"/>, the column of contents.</summary>
    [Required]
    public string ContentsColumn { get; set; } = "messages.content";

    /// <summary>Of <see cref="ChatSource.Alpaca"/>, the column of instructions.</summary>
    [Required]
    public string InstructionColumn { get; set; } = "instruction";

    /// <summary>Of <see cref="ChatSource.Alpaca"/>, the column of inputs; null where there are none.</summary>
    [MinLength(1)]
    public string? InputColumn { get; set; } = "input";

    /// <summary>
    /// Of <see cref="ChatSource.Alpaca"/>, the column of answers, which scoring does not need; null where there are none.
    /// </summary>
    [MinLength(1)]
    public string? OutputColumn { get; set; } = "output";

    /// <summary>
    /// A column of JSON, an array of the tools that may be called; a row whose text is empty has none. Null for no tools.
    /// </summary>
    [MinLength(1)]
    public string? ToolsColumn { get; set; }

    /// <summary>A system message for conversations that begin with none; null adds none.</summary>
    public string? SystemMessage { get; set; }

    /// <summary>Roles that messages may have besides those that are known: system, user, assistant, tool and the like.</summary>
    public IReadOnlyList<string> AdditionalRoles { get; set; } = [];

    /// <summary>Whether the text ends with what an assistant's turn begins with, so that a model answers it.</summary>
    public bool AddGenerationPrompt { get; set; }

    /// <summary>The column made of whole conversations as text.</summary>
    [Required]
    public string TextColumn { get; set; } = ColumnNames.Text;

    /// <summary>
    /// The column made of the trained parts of that text, a vector of characters' positions and counts: start, length, start, length, …
    /// </summary>
    [Required]
    public string TrainedSpansColumn { get; set; } = "TrainedSpans";

    /// <summary>
    /// The column made of that text in pieces, a vector of texts that are given and trained in turn, the first given: joined, they are the
    /// text.
    /// </summary>
    [Required]
    public string SegmentsColumn { get; set; } = "TextSegments";

    /// <summary>
    /// The column made of the text before the last message if that is the assistant's, else of all of it with what the answer begins with.
    /// </summary>
    [Required]
    public string PromptColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The column made of the last message if that is the assistant's, with what ends its turn, else of empty texts.</summary>
    [Required]
    public string CompletionColumn { get; set; } = ColumnNames.Completion;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ChatTemplate.Find(Template) is null && !Template.Contains("{{", StringComparison.Ordinal)
            && !Template.Contains("{%", StringComparison.Ordinal))
        {
            var near = NameSuggestion.Nearest(Template, ChatTemplate.Names);
            yield return new ValidationResult(
                $"{nameof(Template)} is '{Template}', which is neither Jinja nor the name of a built-in template "
                + $"({string.Join(", ", ChatTemplate.Names)}).{(near is null ? "" : $" Did you mean '{near}'?")}");
        }

        foreach (var (name, value) in Variables)
        {
            if (!IsJson(value))
                yield return new ValidationResult(
                    $"{nameof(Variables)}['{name}'] is {value}, which is not JSON; a text has quotes around it.");
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
