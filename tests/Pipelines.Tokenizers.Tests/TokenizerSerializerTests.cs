using System.Text;

namespace Pipelines.Tokenizers.Tests;

public class TokenizerSerializerTests
{
    private static readonly Tokenizer[] Tokenizers =
    [
        CharacterTokenizer.Learn([SampleText.English.AsMemory(), "é𝔘\"\\".AsMemory()], new() { UnknownToken = "<|unknown|>", EndOfText = "<|end|>" }),
        CharacterTokenizer.Learn([SampleText.English.AsMemory()]),
        new BytePairTrainer(new() { VocabularySize = 400, SpecialTokens = ["<|user|>"] }).Train(SampleText.Rows),
        new BytePairTrainer(new() { VocabularySize = 256, EndOfText = null }).Train(SampleText.Rows),
    ];

    [TestCaseSource(nameof(Tokenizers))]
    public void Reads_what_it_wrote(Tokenizer tokenizer)
    {
        Tokenizer loaded = TokenizerSerializer.Default.Load(Save(tokenizer));
        Assert.That(loaded, Is.TypeOf(tokenizer.GetType()));
        Assert.That(loaded.Fingerprint, Is.EqualTo(tokenizer.Fingerprint));
        Assert.That(loaded.SpecialTokens, Is.EquivalentTo(tokenizer.SpecialTokens));
        Assert.That((loaded.EndOfText, loaded.VocabularySize), Is.EqualTo((tokenizer.EndOfText, tokenizer.VocabularySize)));
        Assert.That(loaded.Encode(SampleText.English), Is.EqualTo(tokenizer.Encode(SampleText.English)));
    }

    [Test]
    public void Replaces_a_file_and_leaves_no_other()
    {
        string folder = Directory.CreateTempSubdirectory("tokenizer").FullName;
        string path = Path.Combine(folder, "tokenizer.json");
        foreach (Tokenizer tokenizer in Tokenizers)
        {
            TokenizerSerializer.Default.Save(tokenizer, path);
            Assert.That(TokenizerSerializer.Default.Load(path).Fingerprint, Is.EqualTo(tokenizer.Fingerprint));
        }
        Assert.That(Directory.GetFiles(folder), Is.EqualTo([path]));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void Loads_the_kind_of_a_guest()
    {
        var loader = new TokenizerLoader("test.letters", state => new LetterTokenizer(state.GetProperty("letters").GetString()!));
        var serializer = new TokenizerSerializer([.. TokenizerLoader.BuiltIn, loader]);
        var stream = new MemoryStream();
        serializer.Save(new LetterTokenizer("ABC"), stream);
        stream.Position = 0;
        Assert.That(serializer.Load(stream).Encode("CAB"), Is.EqualTo([2, 0, 1]));
        stream.Position = 0;
        Assert.That(() => TokenizerSerializer.Default.Load(stream),
            Throws.TypeOf<TokenizerFormatException>().With.Message.Contains("'test.letters'"));
        Assert.That(() => new TokenizerSerializer([loader, loader]), Throws.ArgumentException.With.Message.Contains("'test.letters'"));
    }

    [Test]
    public void Refuses_an_edited_document()
    {
        string document = Text(CharacterTokenizer.Create("ab".EnumerateRunes()));
        string edited = document.Replace("\"ab\"", "\"ba\"");
        Assert.That(edited, Is.Not.EqualTo(document));
        Assert.That(() => Load(edited), Throws.TypeOf<TokenizerFormatException>().With.Message.Contains("was changed"));
    }

    [Test]
    public void Refuses_a_truncated_document_wherever_it_ends()
    {
        foreach (Tokenizer tokenizer in Tokenizers)
        {
            byte[] document = Save(tokenizer).ToArray();
            for (int length = 0; length < document.Length; length += 1 + (document.Length / 97))
                Assert.That(() => TokenizerSerializer.Default.Load(new MemoryStream(document, 0, length)),
                    Throws.TypeOf<TokenizerFormatException>());
        }
    }

    [Test]
    public void Survives_any_changed_byte()
    {
        byte[] document = Save(new BytePairTrainer(new() { VocabularySize = 270, EndOfText = "<e>" }).Train(SampleText.Rows)).ToArray();
        var random = new Random(7);
        for (int round = 0; round < 2000; round++)
        {
            byte[] changed = [.. document];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                TokenizerSerializer.Default.Load(new MemoryStream(changed));
            }
            catch (TokenizerFormatException)
            {
                // The one exception that a bad document may cause.
            }
        }
    }

    [TestCase("[]", "must be a JSON object")]
    [TestCase("{\"format\":\"other\"}", "must be a JSON object with \"format\"")]
    [TestCase("{\"format\":\"pipelines-tokenizer\"}", "\"version\"")]
    [TestCase("{\"format\":\"pipelines-tokenizer\",\"version\":2}", "\"version\"")]
    [TestCase("{\"format\":\"pipelines-tokenizer\",\"version\":1}", "\"kind\"")]
    [TestCase("{\"format\":\"pipelines-tokenizer\",\"version\":1,\"kind\":\"x\",\"fingerprint\":\"y\"}", "'x' is not registered; known: byte-pair, characters")]
    [TestCase("{\"format\":\"pipelines-tokenizer\",\"version\":1,\"kind\":\"characters\",\"fingerprint\":\"y\"}", "\"state\"")]
    [TestCase("{\"format\":\"pipelines-tokenizer\",\"version\":1,\"kind\":\"characters\",\"fingerprint\":\"y\",\"state\":{}}", "characters tokenizer cannot be read")]
    [TestCase("{\"format\":\"pipelines-tokenizer\",\"version\":1,\"kind\":\"\\ud800\",\"fingerprint\":\"y\"}", "valid Unicode")]
    [TestCase("\u0000\u0001binary", "not a tokenizer document")]
    public void Says_what_a_document_lacks(string document, string message)
    {
        Assert.That(() => TokenizerSerializer.Default.Load(new MemoryStream(Encoding.UTF8.GetBytes(document)), "some.json"),
            Throws.TypeOf<TokenizerFormatException>().With.Message.Contains(message).And.Property("Path").EqualTo("some.json"));
    }

    private static MemoryStream Save(Tokenizer tokenizer)
    {
        var stream = new MemoryStream();
        TokenizerSerializer.Default.Save(tokenizer, stream);
        stream.Position = 0;
        return stream;
    }

    private static string Text(Tokenizer tokenizer) => Encoding.UTF8.GetString(Save(tokenizer).ToArray());

    private static Tokenizer Load(string document) => TokenizerSerializer.Default.Load(new MemoryStream(Encoding.UTF8.GetBytes(document)));
}
