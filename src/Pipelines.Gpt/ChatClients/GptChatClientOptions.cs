using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>How a decoder answers as a chat client.</summary>
public class GptChatClientOptions : IValidatableObject
{
    /// <summary>The model's name, in answers and metadata; null for none. A request that asks for another model is refused.</summary>
    public string? ModelId { get; set; }

    /// <summary>
    /// What makes a text of the messages: the name of a built-in template (<see cref="ChatTemplate.Names"/>), or Jinja. Null for that of
    /// the model's tokenizer, or else the plain form <see cref="PlainChatFormat"/>.
    /// </summary>
    public string? Template { get; set; }

    /// <summary>The adapter that answers; null for those that are active on the model.</summary>
    public string? Adapter { get; set; }

    /// <summary>The most requests that are computed at a time; the others wait their turn.</summary>
    [Range(1, 4096)]
    public int MaximumBatchSize { get; set; } = 16;

    /// <summary>
    /// How answers are generated where a request says nothing; null, or what is null in it, for the model's own settings.
    /// </summary>
    public GenerationOptions? Generation { get; set; }

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Template is { } template && !ChatTemplate.Names.Contains(template) && !template.Contains("{{", StringComparison.Ordinal)
            && !template.Contains("{%", StringComparison.Ordinal))
        {
            yield return new ValidationResult(
                $"Template is '{template}', which is neither Jinja nor a built-in template ({string.Join(", ", ChatTemplate.Names)}).",
                [nameof(Template)]);
        }
    }
}
