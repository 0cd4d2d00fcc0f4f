using System.Text.Json;

namespace Pipelines;

/// <summary>What a chat template is rendered with besides the messages.</summary>
public sealed record ChatRenderOptions
{
    /// <summary>Whether the text ends with what an assistant's turn begins with, so that a model answers.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>The tools a model may call: an array of JSON schemas, as transformers passes them; null for none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>The documents a model may use: an array of objects with <c>title</c> and <c>text</c>; null for none.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>
    /// Further variables of the template, such as <c>date_string</c> or <c>enable_thinking</c>; they override those of these names.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Variables { get; init; }

    /// <summary>What rendering may use at most.</summary>
    public TemplateLimits Limits { get; init; } = TemplateLimits.Default;

    /// <summary>The clock that <c>strftime_now</c> reads, in local time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
