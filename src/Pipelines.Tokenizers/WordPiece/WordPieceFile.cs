using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Reads <c>vocab.txt</c>, a piece a line, with BERT's settings in <c>tokenizer_config.json</c>.</summary>
internal static class WordPieceFile
{
    public const string Name = "vocab.txt";

    private static readonly string[] Classes =
        ["Bert", "DistilBert", "Electra", "MobileBert", "SqueezeBert", "Lxmert", "Funnel", "Retribert", "DPR", "LayoutLM", "ConvBert"];

    public static HuggingFaceTokenizerParts Read(string path, TokenizerConfigFile? file)
    {
        TokenizerConfig config = file?.Config ?? TokenizerConfig.Empty;
        if (config.TokenizerClass is { } type && !Classes.Any(name => type.StartsWith(name, StringComparison.Ordinal)))
        {
            throw new TokenizerFormatException(
                $"The class '{type}' does not read {Name} as BERT does; save it as tokenizer.json and load that.", path);
        }
        TokenVocabulary vocabulary = ReadVocabulary(path);
        string unknown = config.Unknown ?? "[UNK]";
        NamedToken separator = Named(config.Separator ?? "[SEP]");
        NamedToken classification = Named(config.Classification ?? "[CLS]");
        (bool lower, bool chinese, bool? accents, bool basic) = file?.Bert ?? (true, true, null, true);
        var added = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        string[] roles = [unknown, separator.Text, classification.Text, config.Padding ?? "[PAD]", config.Mask ?? "[MASK]",
            .. config.AdditionalSpecialTokens];
        foreach (string role in roles)
        {
            if (vocabulary.IdOf(role) is { } id)
                added[role] = new AddedToken(id, role) { IsSpecial = true };
        }
        foreach (AddedToken token in file?.AddedTokens ?? [])
            added[token.Content] = token;
        return new HuggingFaceTokenizerParts(new WordPieceModel(vocabulary, unknown, "##", 100))
        {
            Normalizer = basic ? new BertNormalizer(true, chinese, accents, lower) : null,
            PreTokenizer = basic ? new BertPreTokenizer() : new WhitespaceSplitPreTokenizer(),
            PostProcessor = TemplateOf(classification, separator),
            Decoder = new WordPieceDecoder(),
            AddedTokens = [.. added.Values.OrderBy(token => token.Id)],
            Configuration = config with
            {
                Unknown = unknown,
                Separator = separator.Text,
                Classification = classification.Text,
                Padding = config.Padding ?? (vocabulary.IdOf("[PAD]") is null ? null : "[PAD]"),
                Mask = config.Mask ?? (vocabulary.IdOf("[MASK]") is null ? null : "[MASK]"),
            },
        };

        NamedToken Named(string token) => new(token, vocabulary.IdOf(token) ?? throw new TokenizerFormatException(
            $"The vocabulary has no '{token}', which BERT puts around texts; name the token in tokenizer_config.json, or add it.", path));
    }

    /// <summary><c>[CLS] A [SEP]</c> and <c>[CLS] A [SEP] B [SEP]</c>, the second text and its end of type 1.</summary>
    public static TemplatePostProcessor TemplateOf(NamedToken classification, NamedToken separator)
    {
        TemplatePiece[] single = [new(classification.Text, 0, 0), new(null, 0, 0), new(separator.Text, 0, 0)];
        return new TemplatePostProcessor(
            single, [.. single, new(null, 1, 1), new(separator.Text, 0, 1)],
            new Dictionary<string, TemplateToken>(StringComparer.Ordinal)
            {
                [classification.Text] = new([classification.Id], [classification.Text]),
                [separator.Text] = new([separator.Id], [separator.Text]),
            });
    }

    private static TokenVocabulary ReadVocabulary(string path)
    {
        byte[] bytes = JsonFiles.ReadBytes(path);
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            throw new TokenizerFormatException("The vocabulary is not UTF-8 text. Fetch the file again.", path);
        // A piece that is there twice has its later line's id, as in Hugging Face's library.
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int line = 0;
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty; line++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> piece = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (piece.EndsWith("\r"u8))
                piece = piece[..^1];
            ids[Encoding.UTF8.GetString(piece)] = line;
        }
        try
        {
            return TokenVocabulary.Create(ids);
        }
        catch (ArgumentException exception)
        {
            throw new TokenizerFormatException(exception.Message, path, null, exception);
        }
    }
}
