using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>What <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c> say about a tokenizer.</summary>
public sealed record TokenizerConfig
{
    /// <summary>Says nothing.</summary>
    public static TokenizerConfig Empty { get; } = new();

    /// <summary>The token that begins a text (<c>bos_token</c>), or null.</summary>
    public string? BeginOfText { get; init; }

    /// <summary>The token that ends a text (<c>eos_token</c>), or null.</summary>
    public string? EndOfText { get; init; }

    /// <summary>The token for what is unknown (<c>unk_token</c>), or null.</summary>
    public string? Unknown { get; init; }

    /// <summary>The token between texts (<c>sep_token</c>), or null.</summary>
    public string? Separator { get; init; }

    /// <summary>The token that fills up (<c>pad_token</c>), or null.</summary>
    public string? Padding { get; init; }

    /// <summary>The token whose output stands for the whole text (<c>cls_token</c>), or null.</summary>
    public string? Classification { get; init; }

    /// <summary>The token in the place of one to be guessed (<c>mask_token</c>), or null.</summary>
    public string? Mask { get; init; }

    /// <summary>Special tokens with other parts (<c>additional_special_tokens</c>).</summary>
    public IReadOnlyList<string> AdditionalSpecialTokens { get; init; } = [];

    /// <summary>Whether texts begin with <see cref="BeginOfText"/> (<c>add_bos_token</c>); null where nothing is said.</summary>
    public bool? AddBeginOfText { get; init; }

    /// <summary>Whether texts end with <see cref="EndOfText"/> (<c>add_eos_token</c>); null where nothing is said.</summary>
    public bool? AddEndOfText { get; init; }

    /// <summary>The template that makes a text of a conversation, as it stands in the file; null where there is none.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>All templates by name where there are several; <see cref="ChatTemplate"/> is the one called <c>default</c>.</summary>
    public IReadOnlyDictionary<string, string> ChatTemplates { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The most ids the model was made for (<c>model_max_length</c>); null where the file says none, or a number that means none.
    /// </summary>
    public int? ModelMaximumLength { get; init; }

    /// <summary>The class that reads the files in Hugging Face's library (<c>tokenizer_class</c>), or null.</summary>
    public string? TokenizerClass { get; init; }

    /// <summary>Where texts are filled up (<c>padding_side</c>).</summary>
    public TextSide PaddingSide { get; init; }

    /// <summary>Where texts are cut (<c>truncation_side</c>).</summary>
    public TextSide TruncationSide { get; init; }
}
