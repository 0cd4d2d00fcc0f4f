using System.Text.Json;
using Pipelines.Testing.Fuzzing;

namespace Pipelines.Tokenizers.Tests;

/// <summary>What reading damaged tokenizer files promises, and how their errors read.</summary>
public class TokenizerFileTests
{
    private const int Few = 300;

    [Test]
    public void Damaged_byte_level_documents_are_refused_or_load() =>
        CheckDocument(Samples.ByteLevel());

    [Test]
    public void Damaged_unigram_documents_are_refused_or_load() =>
        CheckDocument(Samples.Unigram());

    [Test]
    public void Damaged_word_piece_documents_are_refused_or_load() =>
        CheckDocument(Samples.WordPiece());

    [Test]
    public void Damaged_vocabularies_are_refused_or_load() =>
        Mutations.Check(Samples.VocabularyJson, "vocab.json", Few, IsTyped, ReadFolder, folder =>
            File.WriteAllText(Path.Combine(folder, "merges.txt"), Samples.Merges));

    [Test]
    public void Damaged_merges_are_refused_or_load() =>
        Mutations.Check(
            System.Text.Encoding.UTF8.GetBytes(Samples.Merges), "merges.txt", Few, IsTyped, ReadFolder,
            folder => File.WriteAllBytes(Path.Combine(folder, "vocab.json"), Samples.VocabularyJson));

    [Test]
    public void Damaged_configurations_are_refused_or_load() =>
        Mutations.Check(Samples.Config, "tokenizer_config.json", Few, IsTyped, ReadFolder, folder =>
        {
            File.WriteAllBytes(Path.Combine(folder, "vocab.json"), Samples.VocabularyJson);
            File.WriteAllText(Path.Combine(folder, "merges.txt"), Samples.Merges);
        });

    [Test]
    public void Damaged_word_lists_are_refused_or_load() =>
        Mutations.Check("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\n##re\nown\n##er\na\n"u8.ToArray(), "vocab.txt", Few, IsTyped, Read);

    [TestCase(1)]
    [TestCase(2)]
    public void Damaged_sentence_piece_models_are_refused_or_load(int type) =>
        Mutations.Check(Samples.SentencePiece(type), "tokenizer.model", Few, IsTyped, Read);

    [Test]
    public void Damaged_saved_tokenizers_are_refused_or_load()
    {
        var stream = new MemoryStream();
        TokenizerSerializer.Default.Save(Samples.Unigram(), stream);
        Mutations.Check(stream.ToArray(), "saved.json", Few, IsTyped, Read);
    }

    [TestCase("""{"model":{"type":"Magic"}}""", "$.model: the model 'Magic' is not supported")]
    [TestCase("""{"normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"NFX"}]}}""", "$.normalizer.normalizers[1]: the normalizer 'NFX' is not supported")]
    [TestCase("""{"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Words"}]}}""", "$.pre_tokenizer.pretokenizers[0]: the pre-tokenizer 'Words' is not supported")]
    [TestCase("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"(a)\\1"},"behavior":"Isolated","invert":false}}""", "$.pre_tokenizer.pattern.Regex: The regular expression")]
    [TestCase("""{"pre_tokenizer":{"type":"Digits","individual_digits":true,"extra":1}}""", "$.pre_tokenizer: the property 'extra' is not supported")]
    [TestCase("""{"post_processor":{"type":"Other"}}""", "$.post_processor: the post-processor 'Other' is not supported")]
    [TestCase("""{"decoder":{"type":"Sequence","decoders":[{"type":"Rot13"}]}}""", "$.decoder.decoders[0]: the decoder 'Rot13' is not supported")]
    [TestCase("""{"added_tokens":[{"id":-1,"content":"x"}]}""", "$.added_tokens[0].id: a whole number")]
    [TestCase("""{"something":1}""", "$: the property 'something' is not supported")]
    [TestCase("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}""", "$.model.merges[0]: The merge 'a b' needs the token 'b'")]
    [TestCase("""{"model":{"type":"Unigram","unk_id":7,"vocab":[["a",0]]}}""", "$.model: The unknown token has the id 7")]
    public void What_is_not_understood_is_refused_with_its_path(string change, string complaint)
    {
        using var folder = new CopiedFiles(".");
        string path = Path.Combine(folder.Path, "tokenizer.json");
        Dictionary<string, JsonElement> document = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
            """{"version":"1.0","model":{"type":"WordLevel","vocab":{"a":0,"<unk>":1},"unk_token":"<unk>"}}""")!;
        foreach ((string name, JsonElement value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(change)!)
            document[name] = value;
        File.WriteAllText(path, JsonSerializer.Serialize(document));
        TokenizerFormatException error = Assert.Throws<TokenizerFormatException>(() => Tokenizer.Load(path))!;
        Assert.That(error.Message, Does.Contain(complaint));
        Assert.That(error.Path, Is.EqualTo(path));
    }

    [Test]
    public void A_sentence_piece_model_gives_pieces_and_bytes()
    {
        using var folder = new CopiedFiles(".");
        string path = Path.Combine(folder.Path, "tokenizer.model");
        File.WriteAllBytes(path, Samples.SentencePiece(2));
        Tokenizer tokenizer = Tokenizer.Load(path);
        int[] ids = tokenizer.Encode("ab é", addSpecialTokens: true);
        Assert.That(ids.Select(tokenizer.IdToToken), Is.EqualTo(new[] { "<s>", "\u2581ab", "\u2581", "<0xC3>", "<0xA9>" }));
        Assert.That(tokenizer.Decode(ids, skipSpecialTokens: true), Is.EqualTo("ab é"));
    }

    private static void CheckDocument(HuggingFaceTokenizer tokenizer)
    {
        using var folder = new CopiedFiles(".");
        tokenizer.Save(folder.Path);
        Mutations.Check(File.ReadAllBytes(Path.Combine(folder.Path, "tokenizer.json")), "tokenizer.json", Few, IsTyped, Read);
    }

    private static bool IsTyped(Exception exception) => exception is PipelineException;

    private static void ReadFolder(string path) => Read(Path.GetDirectoryName(path)!);

    private static void Read(string path)
    {
        Tokenizer tokenizer = Tokenizer.Load(path);
        TokenizedText text = tokenizer.EncodeSequence("The owner's 42 hats, <mask> über 中文", "a\n\u0001😁");
        tokenizer.Decode(text.Ids);
        StreamingDecoder decoder = tokenizer.CreateDecoder(skipSpecialTokens: true);
        foreach (int id in text.Ids)
            decoder.Append(id);
        decoder.Complete();
    }
}
