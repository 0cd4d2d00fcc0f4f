using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Loads <c>vocab.json</c> and <c>merges.txt</c> with what the class in <c>tokenizer_config.json</c> adds to them.</summary>
internal static class ByteLevelFolder
{
    public const string VocabularyName = "vocab.json";
    public const string MergesName = "merges.txt";

    private const string QwenPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>
    /// A plain GPT-2 tokenizer is a <see cref="BytePairTokenizer"/>; RoBERTa's and Qwen's get the nodes that their classes stand for.
    /// </summary>
    public static Tokenizer Load(string folder)
    {
        TokenizerConfigFile file = TokenizerConfigFile.Read(folder);
        string kind = (file.Config.TokenizerClass ?? "GPT2Tokenizer").Replace("TokenizerFast", "Tokenizer", StringComparison.Ordinal);
        switch (kind)
        {
            case "GPT2Tokenizer" when IsPlain(file):
                return BytePairTokenizer.Load(folder);
            case "GPT2Tokenizer" or "CodeGenTokenizer":
                NamedToken? begin = file.Config.AddBeginOfText == true ? Named(file.Config.BeginOfText ?? "<|endoftext|>") : null;
                return Make(new ByteLevelPreTokenizer(file.AddPrefixSpace ?? false), null,
                    begin is null ? new ByteLevelPostProcessor() : TemplatePostProcessor.Surround(begin, null));
            case "RobertaTokenizer" or "BartTokenizer" or "LongformerTokenizer" or "LEDTokenizer" or "BlenderbotTokenizer":
                return Make(
                    new ByteLevelPreTokenizer(file.AddPrefixSpace ?? false), null,
                    new RobertaPostProcessor(
                        Named(file.Config.Separator ?? "</s>"), Named(file.Config.Classification ?? "<s>"),
                        AddPrefixSpace: file.AddPrefixSpace ?? false));
            case "Qwen2Tokenizer":
                return Make(
                    new PreTokenizerSequence(
                        [new SplitPreTokenizer(TextPattern.Expression(QwenPattern)), new ByteLevelPreTokenizer(false, UseRegex: false)]),
                    new UnicodeNormalizer(UnicodeForm.Nfc), new ByteLevelPostProcessor());
            default:
                throw new TokenizerFormatException(
                    $"The class '{kind}' cuts text in a way of its own that {VocabularyName} does not tell; save it as tokenizer.json "
                    + "(tokenizer.save_pretrained of its fast class) and load that.", Path.Combine(folder, TokenizerConfigFile.Name));
        }

        NamedToken Named(string token)
        {
            AddedToken? added = file.AddedTokens.FirstOrDefault(candidate => candidate.Content == token);
            return new NamedToken(token, added?.Id ?? Vocabulary().IdOf(token) ?? throw new TokenizerFormatException(
                $"The special token '{token}' of the class '{kind}' is not in the vocabulary.", Path.Combine(folder, VocabularyName)));
        }

        TokenVocabulary Vocabulary()
        {
            string path = Path.Combine(folder, VocabularyName);
            using JsonDocument document = JsonFiles.Parse(path);
            return TokenVocabulary.Read(new JsonPlace(document.RootElement, "$", path));
        }

        HuggingFaceTokenizer Make(IPreTokenizer preTokenizer, INormalizer? normalizer, IPostProcessor postProcessor)
        {
            TokenVocabulary vocabulary = Vocabulary();
            string path = Path.Combine(folder, MergesName);
            var model = new BytePairTokenModel(vocabulary, new BytePairModelOptions(), _ => MergesFile.Read(path, vocabulary));
            var added = file.AddedTokens.ToDictionary(token => token.Content, StringComparer.Ordinal);
            foreach (string? role in new[] { file.Config.BeginOfText, file.Config.EndOfText, file.Config.Unknown, file.Config.Separator,
                file.Config.Padding, file.Config.Classification, file.Config.Mask })
            {
                // RoBERTa's mask takes the space before it, so that its word begins where the mask stands.
                if (role is not null && vocabulary.IdOf(role) is { } id)
                    added.TryAdd(role, new AddedToken(id, role) { IsSpecial = true, StripsLeft = role == file.Config.Mask });
            }
            return HuggingFaceFolder.Make(
                new HuggingFaceTokenizerParts(model)
                {
                    Normalizer = normalizer,
                    PreTokenizer = preTokenizer,
                    PostProcessor = postProcessor,
                    Decoder = new ByteLevelDecoder(),
                    AddedTokens = [.. added.Values.OrderBy(token => token.Id)],
                    Configuration = file.Config,
                },
                Path.Combine(folder, VocabularyName));
        }
    }

    private static bool IsPlain(TokenizerConfigFile file) => file.AddPrefixSpace != true && file.Config.AddBeginOfText != true
        && file.Config.ChatTemplate is null && (file.Config.BeginOfText is null || file.Config.BeginOfText == file.Config.EndOfText)
        && file.AddedTokens.All(token => token is { IsSpecial: true, IsSingleWord: false, StripsLeft: false, StripsRight: false });
}
