using System.Text.Json;

namespace Pipelines.Tokenizers.Tests;

public class TokenizerTests
{
    private static readonly Dictionary<string, int> Special = new() { ["<end>"] = 300, ["<end>!"] = 301, ["<user>"] = 302 };

    [Test]
    public void Recognizes_special_tokens_the_leftmost_and_longest_first()
    {
        var tokenizer = new ByteTokenizer(Special, "<end>");
        Assert.That(tokenizer.Encode("a<end>!b<end><user>"), Is.EqualTo([97, 301, 98, 300, 302]));
    }

    [Test]
    public void Takes_special_spellings_as_text_on_request()
    {
        var tokenizer = new ByteTokenizer(Special, "<end>");
        Assert.That(tokenizer.Encode("<end>", SpecialTokenHandling.AsText), Is.EqualTo("<end>"u8.ToArray().Select(value => (int)value)));
    }

    [Test]
    public void Appends_behind_ids_that_are_there()
    {
        var ids = new List<int> { 7 };
        new ByteTokenizer(Special, null).Encode("ab<user>", ids);
        Assert.That(ids, Is.EqualTo([7, 97, 98, 302]));
    }

    [Test]
    public void Counts_as_many_tokens_as_it_encodes()
    {
        var tokenizer = new ByteTokenizer(Special, null);
        Assert.That(tokenizer.CountTokens("é<end>x"), Is.EqualTo(4));
        Assert.That(tokenizer.CountTokens("<end>", SpecialTokenHandling.AsText), Is.EqualTo(5));
    }

    [Test]
    public void Leaves_out_special_tokens_on_request()
    {
        var tokenizer = new ByteTokenizer(Special, "<end>");
        Assert.That(tokenizer.Decode([97, 300, 98, 302]), Is.EqualTo("a<end>b<user>"));
        Assert.That(tokenizer.Decode([97, 300, 98, 302], skipSpecialTokens: true), Is.EqualTo("ab"));
    }

    [Test]
    public void Gives_the_end_of_text()
    {
        var tokenizer = new ByteTokenizer(Special, "<end>");
        Assert.That((tokenizer.EndOfText, tokenizer.EndOfTextId), Is.EqualTo(("<end>", 300)));
        Assert.That(new ByteTokenizer(Special, null).EndOfTextId, Is.Null);
    }

    [TestCase(-1)]
    [TestCase(303)]
    [TestCase(int.MaxValue)]
    public void Names_an_id_that_no_token_has(int id)
    {
        var tokenizer = new ByteTokenizer(Special, null);
        Assert.That(() => tokenizer.Decode([97, id]), Throws.TypeOf<TokenizationException>()
            .With.Message.Contains($"The id {id} names no token").And.Message.Contains("0 to 302").And.Property("Position").EqualTo(1));
    }

    [Test]
    public void Places_an_error_in_the_whole_text_behind_special_tokens()
    {
        var tokenizer = new ByteTokenizer(Special, null);
        Assert.That(() => tokenizer.Encode("a<user>b\0"), Throws.TypeOf<TokenizationException>().With.Property("Position").EqualTo(8));
    }

    [Test]
    public void Fingerprint_changes_with_everything_that_decides_ids()
    {
        string[] fingerprints =
        [
            new ByteTokenizer(Special, "<end>").Fingerprint,
            new ByteTokenizer(Special, "<user>").Fingerprint,
            new ByteTokenizer(Special, null).Fingerprint,
            new ByteTokenizer(new Dictionary<string, int>(Special) { ["<user>"] = 303 }, "<end>").Fingerprint,
            new ByteTokenizer(new Dictionary<string, int>(Special) { ["<system>"] = 303 }, "<end>").Fingerprint,
        ];
        Assert.That(fingerprints, Is.Unique);
        Assert.That(fingerprints, Is.All.Match("^sha256:[0-9a-f]{64}$"));
        Assert.That(new ByteTokenizer(Special.Reverse().ToDictionary(), "<end>").Fingerprint, Is.EqualTo(fingerprints[0]));
    }

    [Test]
    public void Refuses_special_tokens_that_cannot_be()
    {
        Assert.That(() => new ByteTokenizer(new() { [""] = 1 }, null), Throws.ArgumentException.With.Message.Contains("empty spelling"));
        Assert.That(() => new ByteTokenizer(new() { ["x"] = -1 }, null),
            Throws.ArgumentException.With.Message.Contains("'x' has the id -1"));
        Assert.That(() => new ByteTokenizer(new() { ["x"] = 1, ["y"] = 1 }, null),
            Throws.ArgumentException.With.Message.Contains("'y' has the id 1"));
        Assert.That(() => new ByteTokenizer(new() { ["\uD800"] = 1 }, null), Throws.ArgumentException.With.Message.Contains("surrogate"));
        Assert.That(() => new ByteTokenizer(Special, "<eos>"), Throws.ArgumentException.With.Message.Contains("'<eos>'"));
    }

    /// <summary>What a guest writes: a token a byte; it has no token for NUL.</summary>
    private sealed class ByteTokenizer(Dictionary<string, int> specialTokens, string? endOfText) : Tokenizer(specialTokens, endOfText)
    {
        private static readonly byte[][] Bytes = [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value })];

        public override string Kind => "test.bytes";

        public override int VocabularySize => 303;

        public override int? TokenToId(string token) => SpecialTokens.TryGetValue(token, out int id) ? id : null;

        public override string? IdToToken(int id) => SpecialTokens.FirstOrDefault(token => token.Value == id).Key;

        public override ReadOnlySpan<byte> GetTokenBytes(int id) =>
            (uint)id < 256 ? Bytes[id] : IdToToken(id) is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : default(ReadOnlySpan<byte>);

        public override void WriteState(Utf8JsonWriter writer) => WriteSpecialTokens(writer);

        protected override void EncodeText(ReadOnlySpan<char> text, List<int> ids)
        {
            int nul = text.IndexOf('\0');
            if (nul >= 0)
                throw new TokenizationException("There is no token for NUL.", nul);
            foreach (byte value in System.Text.Encoding.UTF8.GetBytes(text.ToArray()))
                ids.Add(value);
        }

        protected override void WriteIdentity(BinaryWriter writer)
        {
        }
    }
}
