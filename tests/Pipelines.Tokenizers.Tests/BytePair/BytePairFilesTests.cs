using System.Text.Json;

namespace Pipelines.Tokenizers.Tests;

public class BytePairFilesTests
{
    private string _folder = "";

    private string Vocabulary => Path.Combine(_folder, "vocab.json");

    private string Merges => Path.Combine(_folder, "merges.txt");

    private string Config => Path.Combine(_folder, "tokenizer_config.json");

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("tokenizer").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Reads_what_it_wrote()
    {
        BytePairTokenizer tokenizer =
            new BytePairTrainer(new() { VocabularySize = 400, SpecialTokens = ["<user>"], EndOfText = "<end>" }).Train(SampleText.Rows);
        string inner = Path.Combine(_folder, "new", "folder");
        tokenizer.Save(inner);
        BytePairTokenizer loaded = BytePairTokenizer.Load(inner);
        Assert.That(loaded.Fingerprint, Is.EqualTo(tokenizer.Fingerprint));
        Assert.That(loaded.Encode(SampleText.English), Is.EqualTo(tokenizer.Encode(SampleText.English)));
        Assert.That(Directory.GetFiles(inner).Select(Path.GetFileName),
            Is.EquivalentTo(["vocab.json", "merges.txt", "tokenizer_config.json"]));
        Assert.That(File.ReadLines(Path.Combine(inner, "merges.txt")).First(), Is.EqualTo("#version: 0.2"));
    }

    [TestCase("#version: 0.2\na b\nab c\n")]
    [TestCase("a b\nab c")]
    [TestCase("#version: 0.2\r\na b\r\nab c\r\n\r\n")]
    [TestCase("\uFEFF#version: 0.2\na b\nab c\n")]
    public void Reads_merges_with_and_without_version_and_line_ends(string merges)
    {
        Write(Vocab("ab", "abc"), merges);
        Assert.That(BytePairTokenizer.Load(Vocabulary, Merges).Encode("abc"), Is.EqualTo([257]));
    }

    [Test]
    public void Reads_a_merge_of_number_signs()
    {
        Write(Vocab("##"), "# #\n");
        Assert.That(BytePairTokenizer.Load(Vocabulary, Merges).Encode("##"), Is.EqualTo([256]));
    }

    [Test]
    public void Takes_end_of_text_for_special_where_nothing_else_is_said()
    {
        Write(Vocab("<|endoftext|>"), "");
        BytePairTokenizer tokenizer = BytePairTokenizer.Load(_folder);
        Assert.That((tokenizer.EndOfTextId, tokenizer.Encode("a<|endoftext|>").Length), Is.EqualTo(((int?)256, 2)));
        Assert.That(BytePairTokenizer.Load(Vocabulary, Merges, []).SpecialTokens, Is.Empty);
    }

    [Test]
    public void Reads_special_tokens_of_the_configuration()
    {
        Write(Vocab(), "");
        File.WriteAllText(Config, """
            {"added_tokens_decoder": {"256": {"content": "<｜end｜>", "lstrip": false, "special": true}, "258": {"content": "<user>"}}, "eos_token": {"content": "<｜end｜>"}}
            """);
        BytePairTokenizer tokenizer = BytePairTokenizer.Load(_folder);
        Assert.That((tokenizer.EndOfTextId, tokenizer.VocabularySize), Is.EqualTo(((int?)256, 259)));
        Assert.That(tokenizer.Encode("<user><｜end｜>"), Is.EqualTo([258, 256]));
    }

    [Test]
    public void Ignores_a_configuration_without_special_tokens()
    {
        Write(Vocab("<|endoftext|>"), "");
        File.WriteAllText(Config, "{\"model_max_length\": 1024}");
        Assert.That(BytePairTokenizer.Load(_folder).EndOfTextId, Is.EqualTo(256));
    }

    [TestCase("{\"added_tokens_decoder\": {\"256\": {\"content\": \"<e>\", \"lstrip\": true}}}", "\"lstrip\": true")]
    [TestCase("{\"added_tokens_decoder\": {\"x\": {\"content\": \"<e>\"}}}", "The id 'x'")]
    [TestCase("{\"added_tokens_decoder\": {\"5\": {\"content\": \"<e>\"}}}", "share the id 5")]
    [TestCase("{\"added_tokens_decoder\": {\"6\": {\"content\": \"a\"}}}", "'a' has the id 64 in the vocabulary but 6 here")]
    [TestCase("{\"added_tokens_decoder\": [1]}", "cannot be read")]
    [TestCase("{\"added_tokens_decoder\": {\"256\": {}}}", "cannot be read")]
    [TestCase("{\"added_tokens_decoder\": {\"256\": {\"content\": null}}}", "cannot be read")]
    [TestCase("{\"added_tokens_decoder\": {}, \"eos_token\": 5}", "cannot be read")]
    [TestCase("[]", "cannot be read")]
    [TestCase("{", "not valid JSON")]
    public void Refuses_a_configuration_it_does_not_understand(string config, string message)
    {
        Write(Vocab(), "");
        File.WriteAllText(Config, config);
        Assert.That(() => BytePairTokenizer.Load(_folder),
            Throws.TypeOf<TokenizerFormatException>().With.Message.Contains(message).And.Property("Path").EqualTo(Config));
    }

    [TestCase("a b\nab\n", 2, "'ab' is not a merge")]
    [TestCase("#version: 0.2\na b\nab  c\n", 3, "is not a merge")]
    [TestCase("a b\nx y z\n", 2, "is not a merge")]
    [TestCase("a b\n c\n", 2, "is not a merge")]
    [TestCase("a b\nc \n", 2, "is not a merge")]
    [TestCase("a b\nab zz\n", 2, "needs the token 'zz'")]
    [TestCase("a b\n\na b\n", 3, "twice")]
    [TestCase("a b\na c\n", 2, "makes 'ac'")]
    public void Names_the_line_of_a_bad_merge(string merges, int line, string message)
    {
        Write(Vocab("ab"), merges);
        Assert.That(() => BytePairTokenizer.Load(Vocabulary, Merges), Throws.TypeOf<TokenizerFormatException>()
            .With.Message.Contains(message).And.Property("Path").EqualTo(Merges).And.Property("Line").EqualTo(line));
    }

    [TestCase("{\n\"a\": 1,\n\"b\": 1}", 3, "share the id 1")]
    [TestCase("{\n\"a\": 1,\n\"b\": 1.5}", 3, "must be a whole number")]
    [TestCase("{\n\"a\": 1,\n\"b\": \"2\"}", 3, "must be a whole number")]
    [TestCase("{\n\"a\": 99999999999}", 2, "must be a whole number")]
    [TestCase("{\n\"a\": 1,\n\"a\": 2}", 3, "twice")]
    [TestCase("[1]", 1, "one JSON object")]
    [TestCase("{\n\"a\": 1,\n", 3, "not valid JSON")]
    [TestCase("{\n\"a\": 1}\n}", 3, "not valid JSON")]
    [TestCase("{\n\"\\ud800\": 1}", 2, "not valid Unicode")]
    [TestCase("", 1, "not valid JSON")]
    public void Names_the_line_of_a_bad_token(string vocabulary, int line, string message)
    {
        Write(vocabulary, "");
        Assert.That(() => BytePairTokenizer.Load(Vocabulary, Merges), Throws.TypeOf<TokenizerFormatException>()
            .With.Message.Contains(message).And.Property("Path").EqualTo(Vocabulary).And.Property("Line").EqualTo(line));
    }

    [Test]
    public void Refuses_files_that_are_not_there_or_not_text()
    {
        Assert.That(() => BytePairTokenizer.Load(_folder), Throws.TypeOf<TokenizerFormatException>().With.Message.Contains("no such file"));
        Write(Vocab("ab"), "");
        File.WriteAllBytes(Merges, [(byte)'a', (byte)' ', (byte)'b', (byte)'\n', 0xFF, 0xFE, 0x00]);
        Assert.That(() => BytePairTokenizer.Load(_folder), Throws.TypeOf<TokenizerFormatException>().With.Message.Contains("not UTF-8"));
        File.WriteAllBytes(Vocabulary, [0x1F, 0x8B, 0x08, 0x00]);
        Assert.That(() => BytePairTokenizer.Load(_folder),
            Throws.TypeOf<TokenizerFormatException>().With.Message.Contains("not valid JSON"));
    }

    private void Write(string vocabulary, string merges)
    {
        File.WriteAllText(Vocabulary, vocabulary);
        File.WriteAllText(Merges, merges);
    }

    private static string Vocab(params string[] more) => JsonSerializer.Serialize(
        BytePairTokenizerTests.Bytes().Concat(more.Select((token, index) => KeyValuePair.Create(token, 256 + index))).ToDictionary());
}
