namespace Pipelines.Tokenizers;

/// <summary>Turns a SentencePiece model into the nodes that Hugging Face's library uses for it.</summary>
/// <remarks>
/// As convert_slow_tokenizer.py of transformers does for T5 (unigram) and Llama (BPE), with the settings of the model's own file.
/// </remarks>
internal static class SentencePieceFile
{
    /// <summary>What such files are called in a model folder.</summary>
    public static readonly string[] Names = ["tokenizer.model", "spiece.model", "spm.model", "sentencepiece.bpe.model"];

    private const int DefaultExtraIds = 100;
    private const string Space = MetaspacePreTokenizer.Underline;

    public static HuggingFaceTokenizerParts Read(string path, TokenizerConfigFile? file)
    {
        SentencePieceModelFile model = SentencePieceModelFile.Read(path);
        if (model.ModelType is not (1 or 2))
            throw new TokenizerFormatException($"The model type {model.ModelType} is not supported; 1 (unigram) and 2 (BPE) are.", path);
        if (model.IsSpaceSuffix || !model.EscapeSpaces)
            throw new TokenizerFormatException("A model whose spaces end words, or are not escaped, is not supported.", path);
        string? type = file?.Config.TokenizerClass?.Replace("TokenizerFast", "Tokenizer", StringComparison.Ordinal);
        if (type is not (null or "T5Tokenizer" or "MT5Tokenizer" or "LlamaTokenizer" or "CodeLlamaTokenizer" or "GemmaTokenizer"
            or "DebertaV2Tokenizer" or "DebertaV3Tokenizer" or "PreTrainedTokenizer"))
        {
            throw new TokenizerFormatException(
                $"The class '{type}' changes the ids of its SentencePiece model in a way of its own; "
                    + "save it as tokenizer.json and load that.", path);
        }
        try
        {
            return model.ModelType == 1 ? Unigram(model, file, type) : BytePair(model, file);
        }
        catch (ArgumentException exception)
        {
            throw new TokenizerFormatException(exception.Message, path, null, exception);
        }
    }

    private static HuggingFaceTokenizerParts Unigram(SentencePieceModelFile model, TokenizerConfigFile? file, string? type)
    {
        List<(string, double)> vocabulary = [.. model.Pieces.Select(piece => (piece.Piece, (double)piece.Score))];
        bool isT5 = type is "T5Tokenizer" or "MT5Tokenizer";
        var added = Added(model, file);
        if (isT5)
        {
            for (int index = (file!.ExtraIds ?? DefaultExtraIds) - 1; index >= 0; index--)
            {
                string sentinel = $"<extra_id_{index}>";
                added.TryAdd(sentinel, new AddedToken(vocabulary.Count, sentinel) { IsSpecial = true });
                vocabulary.Add((sentinel, 0));
            }
        }
        var normalizers = new List<INormalizer>();
        if (model.Charsmap.Length > 0)
            normalizers.Add(new PrecompiledNormalizer(model.Charsmap));
        if (model.RemoveExtraSpaces)
        {
            normalizers.Add(new StripNormalizer(Left: !isT5, Right: true));
            normalizers.Add(new ReplaceNormalizer(TextPattern.Expression(" {2,}"), isT5 ? Space : " "));
        }
        PrependScheme scheme = model.AddDummyPrefix ? PrependScheme.Always : PrependScheme.Never;
        int unknown = model.Pieces.FindIndex(piece => piece.Type == SentencePieceType.Unknown);
        TokenizerConfig config = Configured(model, file);
        return new HuggingFaceTokenizerParts(new UnigramModel(vocabulary, unknown < 0 ? null : unknown, model.ByteFallback))
        {
            Normalizer = normalizers.Count == 0 ? null : new NormalizerSequence(normalizers),
            PreTokenizer = new MetaspacePreTokenizer(Space, scheme),
            PostProcessor = type switch
            {
                "T5Tokenizer" or "MT5Tokenizer" => EndOf(config, model),
                "DebertaV2Tokenizer" or "DebertaV3Tokenizer" => WordPieceFile.TemplateOf(
                    Named(model, config.Classification ?? "[CLS]"), Named(model, config.Separator ?? "[SEP]")),
                "LlamaTokenizer" or "CodeLlamaTokenizer" or "GemmaTokenizer" => Surrounding(config, model),
                _ => null,
            },
            Decoder = model.ByteFallback
                ? new DecoderSequence([new ByteFallbackDecoder(), new MetaspaceDecoder(Space, scheme)])
                : new MetaspaceDecoder(Space, scheme),
            AddedTokens = [.. added.Values.OrderBy(token => token.Id)],
            Configuration = config,
        };
    }

    // Llama's, which text begins with its begin of text unless the configuration says otherwise.
    private static HuggingFaceTokenizerParts BytePair(SentencePieceModelFile model, TokenizerConfigFile? file)
    {
        TokenVocabulary vocabulary = TokenVocabulary.Create(
            model.Pieces.Select((piece, id) => KeyValuePair.Create(piece.Piece, id)));
        string? unknown = model.Pieces.Find(piece => piece.Type == SentencePieceType.Unknown).Piece;
        var normalizers = new List<INormalizer>();
        if (model.Charsmap.Length > 0)
            normalizers.Add(new PrecompiledNormalizer(model.Charsmap));
        if (model.RemoveExtraSpaces)
        {
            normalizers.Add(new StripNormalizer(Left: true, Right: true));
            normalizers.Add(new ReplaceNormalizer(TextPattern.Expression(" {2,}"), " "));
        }
        if (model.AddDummyPrefix)
            normalizers.Add(new PrependNormalizer(Space));
        normalizers.Add(new ReplaceNormalizer(TextPattern.Literal(" "), Space));
        TokenizerConfig config = Configured(model, file);
        List<ITokenDecoder> decoders = [new ReplaceDecoder(TextPattern.Literal(Space), " "), new ByteFallbackDecoder(), new FuseDecoder()];
        if (model.AddDummyPrefix)
            decoders.Add(new StripDecoder(" ", 1, 0));
        return new HuggingFaceTokenizerParts(new BytePairTokenModel(
            vocabulary,
            new BytePairModelOptions { UnknownToken = unknown, FuseUnknown = true, ByteFallback = model.ByteFallback },
            _ => Merges(model, vocabulary)))
        {
            Normalizer = new NormalizerSequence(normalizers),
            PostProcessor = Surrounding(config, model),
            Decoder = new DecoderSequence(decoders),
            AddedTokens = [.. Added(model, file).Values.OrderBy(token => token.Id)],
            Configuration = config,
        };
    }

    // The merges that make a piece have its rank: each way to cut it into two pieces, by the ids of these.
    private static List<BytePairMerge> Merges(SentencePieceModelFile model, TokenVocabulary vocabulary)
    {
        var merges = new List<(BytePairMerge Merge, float Score)>();
        for (int id = 0; id < model.Pieces.Count; id++)
        {
            (string piece, float score, SentencePieceType type) = model.Pieces[id];
            if (type is not (SentencePieceType.Normal or SentencePieceType.UserDefined or SentencePieceType.Unused))
                continue;
            var ways = new List<BytePairMerge>();
            for (int cut = 1; cut < piece.Length; cut++)
            {
                if (vocabulary.TryGetId(piece.AsSpan(0, cut), out int left) && vocabulary.TryGetId(piece.AsSpan(cut), out int right))
                    ways.Add(new BytePairMerge(left, right, id));
            }
            merges.AddRange(ways.OrderBy(way => way.Left).ThenBy(way => way.Right).Select(way => (way, score)));
        }
        return [.. merges.OrderByDescending(merge => merge.Score).Select(merge => merge.Merge)];
    }

    private static Dictionary<string, AddedToken> Added(SentencePieceModelFile model, TokenizerConfigFile? file)
    {
        var added = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        for (int id = 0; id < model.Pieces.Count; id++)
        {
            (string piece, _, SentencePieceType type) = model.Pieces[id];
            if (piece.Length > 0 && type is SentencePieceType.Control or SentencePieceType.Unknown or SentencePieceType.UserDefined)
                added[piece] = new AddedToken(id, piece) { IsSpecial = type != SentencePieceType.UserDefined };
        }
        foreach (AddedToken token in file?.AddedTokens ?? [])
            added[token.Content] = token;
        return added;
    }

    private static TokenizerConfig Configured(SentencePieceModelFile model, TokenizerConfigFile? file)
    {
        TokenizerConfig config = file?.Config ?? TokenizerConfig.Empty;
        return config with
        {
            BeginOfText = config.BeginOfText ?? ControlAt(model.BeginId),
            EndOfText = config.EndOfText ?? ControlAt(model.EndId),
            Padding = config.Padding ?? ControlAt(model.PaddingId),
            Unknown = config.Unknown ?? model.Pieces.Find(piece => piece.Type == SentencePieceType.Unknown).Piece,
        };

        string? ControlAt(int id) =>
            (uint)id < (uint)model.Pieces.Count && model.Pieces[id].Type == SentencePieceType.Control ? model.Pieces[id].Piece : null;
    }

    private static TemplatePostProcessor? EndOf(TokenizerConfig config, SentencePieceModelFile model)
    {
        NamedToken end = Named(model, config.EndOfText ?? "</s>");
        TemplatePiece[] single = [new(null, 0, 0), new(end.Text, 0, 0)];
        return new TemplatePostProcessor(
            single, [.. single, new(null, 1, 0), new(end.Text, 0, 0)],
            new Dictionary<string, TemplateToken>(StringComparer.Ordinal) { [end.Text] = new([end.Id], [end.Text]) });
    }

    private static TemplatePostProcessor Surrounding(TokenizerConfig config, SentencePieceModelFile model) =>
        TemplatePostProcessor.Surround(
        (config.AddBeginOfText ?? true) && config.BeginOfText is { } begin ? Named(model, begin) : null,
        (config.AddEndOfText ?? false) && config.EndOfText is { } end ? Named(model, end) : null);

    private static NamedToken Named(SentencePieceModelFile model, string token)
    {
        int id = model.Pieces.FindIndex(piece => piece.Piece == token);
        return id >= 0 ? new NamedToken(token, id)
            : throw new ArgumentException($"The model has no piece '{token}', which its class puts around texts.");
    }
}
