using System.Globalization;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// Reads and writes <c>tokenizer_config.json</c>, with <c>special_tokens_map.json</c> and <c>chat_template.jinja</c> beside it.
/// </summary>
/// <remarks>
/// The file also holds settings of Hugging Face's library that do not concern us, so what is unknown in it is not refused.
/// </remarks>
internal sealed class TokenizerConfigFile
{
    public const string Name = "tokenizer_config.json";
    public const string MapName = "special_tokens_map.json";
    public const string TemplateName = "chat_template.jinja";

    private const string DefaultTemplate = "default";

    private TokenizerConfigFile(TokenizerConfig config) => Config = config;

    /// <summary>What the files say.</summary>
    public TokenizerConfig Config { get; private init; }

    /// <summary>The added tokens that the file lists (<c>added_tokens_decoder</c>).</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; private init; } = [];

    /// <summary>The settings of BERT's slow tokenizer: lower case, CJK ideographs, accents, whether words are cut at all.</summary>
    public (bool LowerCase, bool ChineseCharacters, bool? StripAccents, bool BasicTokenize) Bert { get; private init; } =
        (true, true, null, true);

    /// <summary>The number of T5's sentinel tokens (<c>extra_ids</c>), or null.</summary>
    public int? ExtraIds { get; private init; }

    /// <summary>Whether a space goes before every text (<c>add_prefix_space</c>), or null.</summary>
    public bool? AddPrefixSpace { get; private init; }

    /// <summary>Whether SentencePiece text after a special token keeps its old treatment (<c>legacy</c>), or null.</summary>
    public bool? IsLegacy { get; private init; }

    /// <summary>Reads the files of a folder, those that are there.</summary>
    public static TokenizerConfigFile Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        TokenizerConfigFile file = new(TokenizerConfig.Empty);
        if (File.Exists(path))
        {
            using JsonDocument document = JsonFiles.Parse(path);
            file = Read(new JsonPlace(document.RootElement, "$", path));
        }
        TokenizerConfig config = file.Config;
        string mapPath = Path.Combine(folder, MapName);
        if (File.Exists(mapPath))
        {
            using JsonDocument document = JsonFiles.Parse(mapPath);
            config = Roles(config, new JsonPlace(document.RootElement, "$", mapPath));
        }
        string templatePath = Path.Combine(folder, TemplateName);
        if (File.Exists(templatePath))
            config = config with { ChatTemplate = System.Text.Encoding.UTF8.GetString(JsonFiles.ReadBytes(templatePath)) };
        return file.With(config);
    }

    /// <summary>Reads the file's object.</summary>
    public static TokenizerConfigFile Read(JsonPlace root)
    {
        var added = new List<AddedToken>();
        JsonPlace decoder = root["added_tokens_decoder"];
        if (!decoder.IsNull)
        {
            foreach ((string name, JsonPlace token) in decoder.Properties())
            {
                if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id >= TokenVocabulary.MaximumSize)
                    throw token.Error($"the id of the token must be a whole number below {TokenVocabulary.MaximumSize}");
                added.Add(AddedToken.Read(token, id));
            }
        }
        (string? template, Dictionary<string, string> templates) = Templates(root["chat_template"]);
        JsonPlace maximum = root["model_max_length"];
        TokenizerConfig config = Roles(TokenizerConfig.Empty, root) with
        {
            AddBeginOfText = OptionalFlag(root["add_bos_token"]),
            AddEndOfText = OptionalFlag(root["add_eos_token"]),
            ChatTemplate = template,
            ChatTemplates = templates,
            // Hugging Face writes 1e30 where there is no limit.
            ModelMaximumLength = !maximum.IsNull && maximum.Number() is > 0 and < int.MaxValue and var length ? (int)length : null,
            TokenizerClass = root["tokenizer_class"].OptionalText(),
            PaddingSide = Side(root["padding_side"]),
            TruncationSide = Side(root["truncation_side"]),
        };
        JsonPlace extra = root["extra_ids"];
        return new TokenizerConfigFile(config)
        {
            AddedTokens = added,
            Bert = (root["do_lower_case"].Flag(missing: true), root["tokenize_chinese_chars"].Flag(missing: true),
                OptionalFlag(root["strip_accents"]), root["do_basic_tokenize"].Flag(missing: true)),
            ExtraIds = extra.IsNull ? null : extra.Whole(maximum: 1 << 16),
            AddPrefixSpace = OptionalFlag(root["add_prefix_space"]),
            IsLegacy = OptionalFlag(root["legacy"]),
        };
    }

    /// <summary>Writes the file's object.</summary>
    public static void Write(Utf8JsonWriter writer, TokenizerConfig config, IReadOnlyList<AddedToken> added)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("added_tokens_decoder");
        foreach (AddedToken token in added)
        {
            writer.WritePropertyName(token.Id.ToString(CultureInfo.InvariantCulture));
            token.Write(writer, withId: false);
        }
        writer.WriteEndObject();
        WriteOptional(writer, "add_bos_token", config.AddBeginOfText);
        WriteOptional(writer, "add_eos_token", config.AddEndOfText);
        foreach ((string name, string? token) in RolesOf(config))
        {
            if (token is not null)
                writer.WriteString(name, token);
        }
        if (config.AdditionalSpecialTokens.Count > 0)
            writer.WriteNodes("additional_special_tokens", config.AdditionalSpecialTokens, (token, inner) => inner.WriteStringValue(token));
        if (config.ChatTemplates.Count > 0)
        {
            writer.WriteNodes("chat_template", config.ChatTemplates.OrderBy(template => template.Key, StringComparer.Ordinal),
                (template, inner) =>
            {
                inner.WriteStartObject();
                inner.WriteString("name", template.Key);
                inner.WriteString("template", template.Value);
                inner.WriteEndObject();
            });
        }
        else if (config.ChatTemplate is { } template)
        {
            writer.WriteString("chat_template", template);
        }
        if (config.ModelMaximumLength is { } maximum)
            writer.WriteNumber("model_max_length", maximum);
        writer.WriteString("padding_side", config.PaddingSide.ToString().ToLowerInvariant());
        writer.WriteString("tokenizer_class", config.TokenizerClass ?? "PreTrainedTokenizerFast");
        writer.WriteString("truncation_side", config.TruncationSide.ToString().ToLowerInvariant());
        writer.WriteEndObject();
    }

    /// <summary>Writes the object of <c>special_tokens_map.json</c>.</summary>
    public static void WriteMap(Utf8JsonWriter writer, TokenizerConfig config)
    {
        writer.WriteStartObject();
        foreach ((string name, string? token) in RolesOf(config))
        {
            if (token is not null)
                writer.WriteString(name, token);
        }
        writer.WriteEndObject();
    }

    private TokenizerConfigFile With(TokenizerConfig config) => new(config)
    {
        AddedTokens = AddedTokens,
        Bert = Bert,
        ExtraIds = ExtraIds,
        AddPrefixSpace = AddPrefixSpace,
        IsLegacy = IsLegacy,
    };

    private static IEnumerable<(string Name, string? Token)> RolesOf(TokenizerConfig config) =>
    [
        ("bos_token", config.BeginOfText), ("cls_token", config.Classification), ("eos_token", config.EndOfText),
        ("mask_token", config.Mask),
        ("pad_token", config.Padding), ("sep_token", config.Separator), ("unk_token", config.Unknown),
    ];

    // What a configuration says already stays.
    private static TokenizerConfig Roles(TokenizerConfig config, JsonPlace root)
    {
        JsonPlace additional = root["additional_special_tokens"];
        return config with
        {
            BeginOfText = config.BeginOfText ?? Token(root["bos_token"]),
            EndOfText = config.EndOfText ?? Token(root["eos_token"]),
            Unknown = config.Unknown ?? Token(root["unk_token"]),
            Separator = config.Separator ?? Token(root["sep_token"]),
            Padding = config.Padding ?? Token(root["pad_token"]),
            Classification = config.Classification ?? Token(root["cls_token"]),
            Mask = config.Mask ?? Token(root["mask_token"]),
            AdditionalSpecialTokens = config.AdditionalSpecialTokens.Count > 0 || additional.Kind != JsonValueKind.Array
                ? config.AdditionalSpecialTokens
                : [.. additional.Items().Select(token => Token(token) ?? throw token.Error("a token is expected"))],
        };
    }

    private static string? Token(JsonPlace node) => node.Kind == JsonValueKind.Object ? node["content"].Text() : node.OptionalText();

    private static bool? OptionalFlag(JsonPlace node) => node.IsNull ? null : node.Flag();

    private static TextSide Side(JsonPlace node) => node.OptionalText() switch
    {
        null or "right" => TextSide.Right,
        "left" => TextSide.Left,
        _ => throw node.Error("left or right is expected"),
    };

    private static (string? Default, Dictionary<string, string> All) Templates(JsonPlace node)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node.Kind != JsonValueKind.Array)
            return (node.OptionalText(), all);
        foreach (JsonPlace template in node.Items())
        {
            if (!all.TryAdd(template["name"].Text(), template["template"].Text()))
                throw template.Error("another template has this name");
        }
        return (all.GetValueOrDefault(DefaultTemplate), all);
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } flag)
            writer.WriteBoolean(name, flag);
    }
}
