using System.Text;
using Google.Protobuf;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Small tokenizers of every kind, and their files.</summary>
internal static class Samples
{
    private static readonly BytePairTokenizer Trained = new BytePairTrainer(new() { VocabularySize = 300 }).Train(SampleText.Rows);

    /// <summary>A <c>vocab.json</c> that belongs to <see cref="Merges"/>.</summary>
    public static byte[] VocabularyJson => Saved("vocab.json");

    /// <summary>A <c>merges.txt</c>.</summary>
    public static string Merges => Encoding.UTF8.GetString(Saved("merges.txt"));

    /// <summary>A <c>tokenizer_config.json</c> with most of what such files hold.</summary>
    public static byte[] Config => """
        {"tokenizer_class": "GPT2Tokenizer", "add_bos_token": true, "add_prefix_space": false, "bos_token": "<|endoftext|>",
         "eos_token": {"__type": "AddedToken", "content": "<|endoftext|>", "lstrip": false, "normalized": true, "rstrip": false,
         "single_word": false},
         "unk_token": null, "model_max_length": 1000000000000000019884624838656, "padding_side": "left",
         "clean_up_tokenization_spaces": true,
         "additional_special_tokens": ["<|endoftext|>"],
         "chat_template": [{"name": "default", "template": "{{ x }}"}, {"name": "tool", "template": ""}]}
        """u8.ToArray();

    public static HuggingFaceTokenizer ByteLevel()
    {
        var vocabulary = new Dictionary<string, int>();
        for (int id = 0; id < Trained.VocabularySize; id++)
            vocabulary[Trained.IdToToken(id)!] = id;
        IEnumerable<(string, string)> merges = Merges.Split('\n').Skip(1).Where(line => line.Length > 0)
            .Select(line => line.Split(' ')).Select(parts => (parts[0], parts[1]));
        return new HuggingFaceTokenizer(new HuggingFaceTokenizerParts(
            new BytePairTokenModel(vocabulary, merges, new BytePairModelOptions { IgnoreMerges = true, Dropout = 0.1, UnknownToken = "!" }))
        {
            Normalizer = new NormalizerSequence(
                [new UnicodeNormalizer(UnicodeForm.Nfc), new ReplaceNormalizer(TextPattern.Expression(@"\s{3,}"), "  "),
                new StripNormalizer(false, true)]),
            PreTokenizer = new PreTokenizerSequence(
            [
                new SplitPreTokenizer(TextPattern.Expression(@"(?i:'s|'t)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|\s+(?!\S)|\s+"),
                SplitBehavior.Isolated),
                new DigitsPreTokenizer(true), new PunctuationPreTokenizer(), new ByteLevelPreTokenizer(false, UseRegex: false),
            ]),
            PostProcessor = new PostProcessorSequence(
                [new ByteLevelPostProcessor(),
                TemplatePostProcessor.Surround(new NamedToken("<|endoftext|>", Trained.EndOfTextId!.Value), null)]),
            Decoder = new ByteLevelDecoder(),
            AddedTokens =
            [
                new AddedToken(Trained.EndOfTextId!.Value, "<|endoftext|>") { IsSpecial = true },
                new AddedToken(300, "<mask>") { IsSpecial = true, StripsLeft = true, IsSingleWord = true },
                new AddedToken(301, "über") { IsNormalized = true, StripsRight = true },
            ],
            Truncation = new TruncationOptions(512) { Stride = 8, Side = TextSide.Left },
            Padding = new PaddingOptions(0, "!") { Length = 16, Multiple = 8 },
        });
    }

    public static HuggingFaceTokenizer Unigram()
    {
        var vocabulary = new List<(string, double)> { ("<unk>", 0), ("</s>", 0) };
        foreach (string token in new[] { "\u2581", "\u2581the", "\u2581a", "own", "er", "o", "w", "n", "e", "r", "t", "h", "s", "'" })
            vocabulary.Add((token, -1.5 - vocabulary.Count));
        for (int value = 0; value < 256; value++)
            vocabulary.Add(($"<0x{value:X2}>", -20));
        return new HuggingFaceTokenizer(new HuggingFaceTokenizerParts(new UnigramModel(vocabulary, 0, byteFallback: true))
        {
            Normalizer = new NormalizerSequence([new PrecompiledNormalizer(Charsmap), new LowercaseNormalizer(), new NmtNormalizer()]),
            PreTokenizer = new MetaspacePreTokenizer(PrependScheme: PrependScheme.First),
            PostProcessor = TemplatePostProcessor.Surround(null, new NamedToken("</s>", 1)),
            Decoder = new DecoderSequence(
                [new ByteFallbackDecoder(), new MetaspaceDecoder(), new FuseDecoder(), new StripDecoder(" ", 1, 0)]),
            AddedTokens = [new AddedToken(0, "<unk>") { IsSpecial = true }, new AddedToken(1, "</s>") { IsSpecial = true }],
        });
    }

    public static HuggingFaceTokenizer WordPiece()
    {
        string[] pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "##re", "own", "##er", "a", "'", "s", ",", "42"];
        return new HuggingFaceTokenizer(new HuggingFaceTokenizerParts(
            new WordPieceModel(pieces.Select((piece, id) => KeyValuePair.Create(piece, id))))
        {
            Normalizer = new BertNormalizer(),
            PreTokenizer = new BertPreTokenizer(),
            PostProcessor = new BertPostProcessor(new NamedToken("[SEP]", 3), new NamedToken("[CLS]", 2)),
            Decoder = new WordPieceDecoder(),
            AddedTokens = [.. pieces.Take(4).Select((piece, id) => new AddedToken(id, piece) { IsSpecial = true })],
        });
    }

    /// <summary>A SentencePiece model: 1 unigram, 2 BPE.</summary>
    public static byte[] SentencePiece(int type)
    {
        var pieces = new List<(string Piece, float Score, int Type)> { ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("<sep>", 0, 4) };
        for (int value = 0; value < 256; value++)
            pieces.Add(($"<0x{value:X2}>", 0, 6));
        foreach (string piece in new[] { "\u2581a", "\u2581ab", "er", "own", "\u2581", "a", "b", "e", "r", "o", "w", "n" })
            pieces.Add((piece, -pieces.Count, 1));
        var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            foreach ((string piece, float score, int kind) in pieces)
            {
                Message(output, 1, inner =>
                {
                    inner.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    inner.WriteString(piece);
                    inner.WriteTag(2, WireFormat.WireType.Fixed32);
                    inner.WriteFloat(score);
                    inner.WriteTag(3, WireFormat.WireType.Varint);
                    inner.WriteEnum(kind);
                });
            }
            Message(output, 2, inner =>
            {
                inner.WriteTag(3, WireFormat.WireType.Varint);
                inner.WriteEnum(type);
                inner.WriteTag(35, WireFormat.WireType.Varint);
                inner.WriteBool(true);
            });
            Message(output, 3, inner =>
            {
                inner.WriteTag(2, WireFormat.WireType.LengthDelimited);
                inner.WriteBytes(ByteString.CopyFrom(Charsmap));
                inner.WriteTag(4, WireFormat.WireType.Varint);
                inner.WriteBool(false);
            });
        }
        return stream.ToArray();
    }

    // A trie in which A becomes a: the root's offset leads to the unit of the label 'A' (65), whose leaf lies at its own offset.
    private static byte[] Charsmap
    {
        get
        {
            var units = new uint[256];
            units[0] = 1u << 10;
            units['A' ^ 1] = 'A' | (1u << 8) | (2u << 10);
            units['A' ^ 1 ^ 2] = 1u << 31;
            byte[] trie = [.. units.SelectMany(BitConverter.GetBytes)];
            return [.. BitConverter.GetBytes(trie.Length), .. trie, (byte)'a', 0];
        }
    }

    private static byte[] Saved(string name)
    {
        using var folder = new CopiedFiles(".");
        Trained.Save(folder.Path);
        return File.ReadAllBytes(Path.Combine(folder.Path, name));
    }

    private static void Message(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        var stream = new MemoryStream();
        using (var inner = new CodedOutputStream(stream, leaveOpen: true))
            write(inner);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(stream.ToArray()));
    }
}
