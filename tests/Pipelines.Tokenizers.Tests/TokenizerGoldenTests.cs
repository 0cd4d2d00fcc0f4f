using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Tokenizers.Tests;

/// <summary>The ids and texts that Hugging Face's Rust library gives with the same <c>tokenizer.json</c>.</summary>
[Category("Golden")]
internal class TokenizerGoldenTests
{
    [TestCaseSource(nameof(Cases))]
    public void Texts_have_the_ids_of_the_reference_and_decode_back(GoldenCase golden)
    {
        Tokenizer tokenizer = Load(golden, "tokenizer.json");
        Assert.That(golden.Get("cases").GetArrayLength(), Is.Positive);
        foreach (JsonElement one in golden.Get("cases").EnumerateArray())
        {
            string text = one.GetProperty("text").GetString()!;
            int[] ids = Ids(one, "ids");
            Assert.That(Encoded(tokenizer, text, SurroundingTokens.None), Is.EqualTo(ids), text);
            if (tokenizer.Truncation is null && tokenizer.Padding is null)
            {
                var appended = new List<int>();
                tokenizer.Encode(text.AsSpan(), appended);
                Assert.That(appended, Is.EqualTo(ids), text);
            }
            if (one.TryGetProperty("tokens", out JsonElement tokens))
                HasSpellings(tokenizer, ids, [.. tokens.EnumerateArray().Select(token => token.GetString()!)]);
            if (one.TryGetProperty("decoded", out JsonElement decoded))
            {
                Assert.That(tokenizer.Decode(ids), Is.EqualTo(decoded.GetString()), text);
                Assert.That(Streamed(tokenizer, ids), Is.EqualTo(decoded.GetString()), text);
            }
            if (!one.TryGetProperty("ids_with_special", out _))
                continue;
            int[] surrounded = Ids(one, "ids_with_special");
            Assert.That(Encoded(tokenizer, text, SurroundingTokens.Add), Is.EqualTo(surrounded), text);
            if (one.TryGetProperty("decoded_skip_special", out JsonElement skipped))
                Assert.That(tokenizer.Decode(surrounded, skipSpecialTokens: true), Is.EqualTo(skipped.GetString()), text);
        }
    }

    [TestCaseSource(nameof(PairCases))]
    public void Pairs_have_the_ids_types_and_masks_of_the_reference(GoldenCase golden)
    {
        Tokenizer tokenizer = Load(golden, "tokenizer.json");
        foreach (JsonElement one in golden.Get("pairs").EnumerateArray())
        {
            JsonElement pair = one.GetProperty("pair");
            TokenizedText text = tokenizer.EncodeSequence(pair[0].GetString()!, pair[1].GetString(), AsTheFileSays(tokenizer));
            Assert.That(text.Ids, Is.EqualTo(Ids(one, "ids")), pair.ToString());
            if (one.TryGetProperty("type_ids", out _))
                Assert.That(text.TypeIds, Is.EqualTo(Ids(one, "type_ids")), pair.ToString());
            if (one.TryGetProperty("special_tokens_mask", out _))
                Assert.That(text.SpecialTokensMask, Is.EqualTo(Ids(one, "special_tokens_mask")), pair.ToString());
        }
    }

    [TestCaseSource(nameof(LlamaCppCases))]
    public void Texts_have_the_ids_of_llama_cpp(GoldenCase golden)
    {
        Tokenizer tokenizer = Load(golden, "tokenizer.json");
        foreach (JsonElement one in golden.Get("llama_cpp").EnumerateArray())
            Assert.That(tokenizer.Encode(one.GetProperty("text").GetString()!), Is.EqualTo(Ids(one, "ids")), one.ToString());
    }

    [TestCaseSource(nameof(Cases))]
    public void The_folder_with_its_configuration_gives_the_same_ids(GoldenCase golden) =>
        HasTheIdsOf(golden, Tokenizer.Load(Folder(golden)));

    [TestCaseSource(nameof(PlainCases))]
    public void Vocabulary_and_merges_without_the_document_give_the_same_ids(GoldenCase golden)
    {
        using var folder = new CopiedFiles(Folder(golden), "vocab.json", "merges.txt", "tokenizer_config.json");
        HasTheIdsOf(golden, Tokenizer.Load(folder.Path));
    }

    [TestCaseSource(nameof(WordPieceCases))]
    public void A_vocabulary_of_word_pieces_without_the_document_gives_the_same_ids(GoldenCase golden)
    {
        using var folder = new CopiedFiles(Folder(golden), "vocab.txt", "tokenizer_config.json");
        HasTheIdsOf(golden, Tokenizer.Load(folder.Path));
    }

    [TestCaseSource(nameof(SentencePieceCases))]
    public void A_sentence_piece_model_without_the_document_gives_the_same_ids(GoldenCase golden)
    {
        string[] models = [.. Directory.GetFiles(Folder(golden), "*.model").Select(file => Path.GetFileName(file)!)];
        using var folder = new CopiedFiles(Folder(golden), [.. models, "tokenizer_config.json"]);
        HasTheIdsOf(golden, Tokenizer.Load(folder.Path));
        // The file by itself knows nothing of sentinel tokens.
        HasTheIdsOf(golden, Tokenizer.Load(Path.Combine(Folder(golden), models[0])), withSpecial: false, withAdded: false);
    }

    [TestCaseSource(nameof(Cases))]
    public void A_saved_tokenizer_is_the_same(GoldenCase golden)
    {
        Tokenizer tokenizer = Load(golden, "tokenizer.json");
        var stream = new MemoryStream();
        TokenizerSerializer.Default.Save(tokenizer, stream);
        stream.Position = 0;
        Tokenizer loaded = TokenizerSerializer.Default.Load(stream);
        Assert.That(loaded.Fingerprint, Is.EqualTo(tokenizer.Fingerprint));
        HasTheIdsOf(golden, loaded);
        using var folder = new CopiedFiles(Folder(golden));
        ((HuggingFaceTokenizer)tokenizer).Save(folder.Path);
        Assert.That(Tokenizer.Load(Path.Combine(folder.Path, "tokenizer.json")).Fingerprint, Is.EqualTo(tokenizer.Fingerprint));
        HasTheIdsOf(golden, Tokenizer.Load(folder.Path));
    }

    [TestCaseSource(nameof(LlamaCppFiles))]
    public void Texts_have_the_ids_of_the_files_of_llama_cpp(GoldenCase golden)
    {
        Tokenizer tokenizer = Load(golden, "tokenizer.json");
        string[] texts = File.ReadAllText(LlamaCppFile(golden, ".inp")).Split("\n__ggml_vocab_test__\n");
        string[] lines = File.ReadAllLines(LlamaCppFile(golden, ".out"));
        Assert.That(lines, Is.Not.Empty);
        for (int index = 0; index < lines.Length; index++)
        {
            int[] ids = [.. lines[index].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
            Assert.That(tokenizer.Encode(texts[index]), Is.EqualTo(ids), texts[index]);
        }
    }

    /// <summary>Whether a case has the two files of GPT-2 and cuts text by GPT-2's pattern and nothing else.</summary>
    internal static bool IsPlainByteLevel(GoldenCase golden)
    {
        if (!File.Exists(golden.PathOf("merges.txt")) || !File.Exists(golden.PathOf("tokenizer.json")))
            return false;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(golden.PathOf("tokenizer.json")));
        JsonElement cut = document.RootElement.GetProperty("pre_tokenizer");
        return cut.ValueKind == JsonValueKind.Object && cut.GetProperty("type").GetString() == "ByteLevel"
            && !cut.GetProperty("add_prefix_space").GetBoolean()
                && (!cut.TryGetProperty("use_regex", out JsonElement uses) || uses.GetBoolean())
            && document.RootElement.GetProperty("normalizer").ValueKind == JsonValueKind.Null;
    }

    private static string LlamaCppFile(GoldenCase golden, string extension) =>
        Path.Combine(Path.GetDirectoryName(golden.Folder)!, "ggml-vocab", golden.Name["tok-".Length..] + extension);

    private static IEnumerable<TestCaseData> Cases() => GoldenCase.Find("tok-", golden => golden.Has("cases"));

    private static IEnumerable<TestCaseData> PairCases() =>
        GoldenCase.Find("tok-", golden => golden.TryGet("pairs", out JsonElement pairs) && pairs.GetArrayLength() > 0);

    private static IEnumerable<TestCaseData> LlamaCppCases() =>
        GoldenCase.Find("tok-", golden => golden.TryGet("llama_cpp", out JsonElement pairs) && pairs.GetArrayLength() > 0);

    private static IEnumerable<TestCaseData> PlainCases() => GoldenCase.Find("tok-", IsPlainByteLevel);

    private static IEnumerable<TestCaseData> LlamaCppFiles() =>
        GoldenCase.Find("tok-", golden => File.Exists(LlamaCppFile(golden, ".inp")) && File.Exists(LlamaCppFile(golden, ".out")));

    private static IEnumerable<TestCaseData> WordPieceCases() => GoldenCase.Find("tok-", golden => File.Exists(golden.PathOf("vocab.txt")));

    private static IEnumerable<TestCaseData> SentencePieceCases() =>
        GoldenCase.Find("tok-", golden => Directory.GetFiles(golden.Folder, "*.model").Length > 0);

    private static string Folder(GoldenCase golden) =>
        Path.Combine(golden.Folder, golden.TryGet("tokenizer_dir", out JsonElement folder) ? folder.GetString()! : ".");

    private static Tokenizer Load(GoldenCase golden, string file) => Tokenizer.Load(Path.Combine(Folder(golden), file));

    // The reference gives the text behind an added or an unknown token, not its spelling in the vocabulary.
    private static void HasSpellings(Tokenizer tokenizer, int[] ids, string[] tokens)
    {
        HashSet<int> added = [.. ((HuggingFaceTokenizer)tokenizer).Parts.AddedTokens.Select(token => token.Id)];
        for (int index = 0; index < ids.Length; index++)
        {
            if (!added.Contains(ids[index]))
                Assert.That(tokenizer.IdToToken(ids[index]), Is.EqualTo(tokens[index]));
        }
    }

    private static void HasTheIdsOf(GoldenCase golden, Tokenizer tokenizer, bool withSpecial = true, bool withAdded = true)
    {
        foreach (JsonElement one in golden.Get("cases").EnumerateArray())
        {
            string text = one.GetProperty("text").GetString()!;
            if (!withAdded && text.Contains('<', StringComparison.Ordinal))
                continue;
            Assert.That(Encoded(tokenizer, text, SurroundingTokens.None), Is.EqualTo(Ids(one, "ids")), text);
            if (withSpecial && one.TryGetProperty("ids_with_special", out _))
                Assert.That(Encoded(tokenizer, text, SurroundingTokens.Add), Is.EqualTo(Ids(one, "ids_with_special")), text);
        }
    }

    // The reference cuts and fills up by itself where the file says so.
    private static EncodeOptions AsTheFileSays(Tokenizer tokenizer) =>
        new() { Truncation = tokenizer.Truncation, Padding = tokenizer.Padding };

    private static int[] Encoded(Tokenizer tokenizer, string text, SurroundingTokens surrounding) =>
        tokenizer.EncodeSequence(text, null, AsTheFileSays(tokenizer) with { Surrounding = surrounding }).Ids;

    private static string Streamed(Tokenizer tokenizer, int[] ids)
    {
        StreamingDecoder decoder = tokenizer.CreateDecoder();
        string text = "";
        foreach (int id in ids)
        {
            string piece = decoder.Append(id);
            Assert.That(piece, Is.Empty.Or.Not.EndsWith("\ud83d"), "half of a character");
            text += piece;
        }
        return text + decoder.Complete();
    }

    private static int[] Ids(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}
