namespace Pipelines.Tokenizers.Tests;

public class BytePairTokenizerTests
{
    private static readonly BytePairTokenizer Trained =
        new BytePairTrainer(new() { VocabularySize = 500, MinimumFrequency = 1 }).Train(SampleText.Rows);

    [Test]
    public void Encodes_by_rank_inside_words()
    {
        BytePairTokenizer tokenizer = Create([("a", "b"), ("Ġ", "c"), ("ab", "d"), ("b", "d")]);
        Assert.That(Spell(tokenizer, "abd bd ab cd"), Is.EqualTo("abd|Ġ|bd|Ġ|ab|Ġc|d"));
    }

    [Test]
    public void Does_not_take_a_word_for_a_token_that_its_bytes_do_not_merge_into()
    {
        // "bd" comes first, so the bytes of "abd" never become "ab" and "d".
        BytePairTokenizer tokenizer = Create([("b", "d"), ("a", "b"), ("ab", "d")]);
        Assert.That(Spell(tokenizer, "abd"), Is.EqualTo("a|bd"));
        Assert.That(tokenizer.Decode([tokenizer.TokenToId("abd")!.Value]), Is.EqualTo("abd"));
    }

    [Test]
    public void Gives_the_same_ids_from_its_cache_and_beside_other_words()
    {
        string[] words = [.. Enumerable.Range(0, 20_000).Select(word => " " + Convert.ToString(word * 7919L, 16).Replace('0', 'q'))];
        var separate = words.Select(word => Trained.Encode(word)).ToArray();
        Assert.That(Trained.Encode(string.Concat(words)), Is.EqualTo(separate.SelectMany(ids => ids)));
        Assert.That(words.Select(word => Trained.Encode(word)), Is.EqualTo(separate));
    }

    [Test]
    public void Several_threads_get_the_ids_of_one()
    {
        string text = string.Concat(Enumerable.Repeat(SampleText.English + "Ünïcödé 中文 😁 qwxz", 50));
        int[] expected = Trained.Encode(text);
        Assert.That(ParallelEnumerable.Range(0, 64).WithDegreeOfParallelism(8).All(_ => Trained.Encode(text).AsSpan().SequenceEqual(expected)),
            Is.True);
    }

    [Test]
    public void Encoding_into_a_list_allocates_nothing()
    {
        var ids = new List<int>(10_000);
        string text = SampleText.English + " unseenwordforsure xqzj";
        for (int round = 0; round < 3; round++)
        {
            ids.Clear();
            Trained.Encode(text, ids);
        }
        ids.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++)
        {
            ids.Clear();
            Trained.Encode(text, ids);
        }
        // An encoder may be made anew once in a while, when the thread changes its core.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100 * text.Length));
    }

    [Test]
    public void Decodes_invalid_utf8_with_replacement_characters()
    {
        int[] ids = [Id(0xE4), Id(0xB8), Id('a'), Id(0xFF), Id('b')];
        Assert.That(Trained.Decode(ids), Is.EqualTo("\uFFFDa\uFFFDb"));
    }

    [Test]
    public void Finds_tokens_by_spelling_and_id()
    {
        Assert.That(Trained.TokenToId("Ġ"), Is.EqualTo(220));
        Assert.That(Trained.TokenToId("<|endoftext|>"), Is.EqualTo(499));
        Assert.That(Trained.TokenToId("nosuchtoken"), Is.Null);
        Assert.That((Trained.IdToToken(220), Trained.IdToToken(499), Trained.IdToToken(500), Trained.IdToToken(-1)),
            Is.EqualTo(("Ġ", "<|endoftext|>", (string?)null, (string?)null)));
        Assert.That(Enumerable.Range(0, 500).Select(id => Trained.TokenToId(Trained.IdToToken(id)!)), Is.EqualTo(Enumerable.Range(0, 500)));
    }

    [Test]
    public void A_hole_in_the_numbering_is_no_token()
    {
        BytePairTokenizer tokenizer = BytePairTokenizer.Create(Bytes().Append(new("<e>", 300)), [], ["<e>"], "<e>");
        Assert.That((tokenizer.VocabularySize, tokenizer.IdToToken(299), tokenizer.EndOfTextId),
            Is.EqualTo((301, (string?)null, (int?)300)));
        Assert.That(() => tokenizer.Decode([299]), Throws.TypeOf<TokenizationException>().With.Message.Contains("The id 299"));
    }

    [Test]
    public void Fingerprint_depends_on_merges_and_ids()
    {
        string[] fingerprints =
        [
            Create([("a", "b"), ("c", "d")]).Fingerprint,
            Create([("c", "d"), ("a", "b")]).Fingerprint,
            Create([("a", "b")]).Fingerprint,
            BytePairTokenizer.Create(Bytes(), []).Fingerprint,
            BytePairTokenizer.Create(Bytes().Append(new("<e>", 256)), [], ["<e>"]).Fingerprint,
            BytePairTokenizer.Create(Bytes().Append(new("<e>", 256)), [], ["<e>"], "<e>").Fingerprint,
        ];
        Assert.That(fingerprints, Is.Unique);
    }

    // Everything stored with token ids names this fingerprint: a change here disowns it all.
    [Test]
    public void Fingerprint_stays_what_it_is() => Assert.That(
        BytePairTokenizer.Create(Bytes(), []).Fingerprint, Is.EqualTo("sha256:f09eda3a5cc0445052a2a41ce50a34281546db5afb01b30229069d92a9ff8a70"));

    [Test]
    public void Refuses_parts_that_do_not_fit()
    {
        Assert.That(() => BytePairTokenizer.Create(Bytes().Skip(1), []), Throws.ArgumentException.With.Message.Contains("byte 0x21 ('!')"));
        Assert.That(() => BytePairTokenizer.Create(Bytes().Append(new("ab", 5)), []),
            Throws.ArgumentException.With.Message.Contains("share the id 5"));
        Assert.That(() => BytePairTokenizer.Create(Bytes().Append(new("ab", -1)), []),
            Throws.ArgumentException.With.Message.Contains("id -1"));
        Assert.That(() => BytePairTokenizer.Create(Bytes().Append(new("ab", 1 << 21)), []),
            Throws.ArgumentException.With.Message.Contains("id 2097152"));
        Assert.That(() => BytePairTokenizer.Create(Bytes().Append(new("a", 256)), []),
            Throws.ArgumentException.With.Message.Contains("'a' is in the vocabulary twice"));
        Assert.That(() => BytePairTokenizer.Create(Bytes().Append(new("", 256)), []),
            Throws.ArgumentException.With.Message.Contains("empty"));
        Assert.That(() => BytePairTokenizer.Create(Bytes().Append(new("中", 256)), []),
            Throws.ArgumentException.With.Message.Contains("'中' (id 256)"));
        Assert.That(() => BytePairTokenizer.Create(Bytes(), [("a", "b")]), Throws.ArgumentException.With.Message.Contains("makes 'ab'"));
        Assert.That(() => BytePairTokenizer.Create(Bytes(), [("ab", "c")]),
            Throws.ArgumentException.With.Message.Contains("needs the token 'ab'"));
        Assert.That(() => BytePairTokenizer.Create(Bytes().Append(new("ab", 256)), [("a", "b"), ("a", "b")]),
            Throws.ArgumentException.With.Message.Contains("twice"));
        Assert.That(() => BytePairTokenizer.Create(Bytes().Append(new("ab", 256)), [("a", "b")], ["ab"]),
            Throws.ArgumentException.With.Message.Contains("do not merge"));
        Assert.That(() => BytePairTokenizer.Create(Bytes(), [], ["<e>"]),
            Throws.ArgumentException.With.Message.Contains("'<e>' is not in the vocabulary"));
        Assert.That(() => BytePairTokenizer.Create(Bytes(), [], null, "<e>"), Throws.ArgumentException.With.Message.Contains("'<e>'"));
    }

    internal static IEnumerable<KeyValuePair<string, int>> Bytes() =>
        ByteAlphabet.BytesInOrder().Select((value, id) => KeyValuePair.Create(ByteAlphabet.Spell([value]), id));

    private static BytePairTokenizer Create((string Left, string Right)[] merges) =>
        BytePairTokenizer.Create(Bytes().Concat(merges.Select((merge, rank) => KeyValuePair.Create(merge.Left + merge.Right, 256 + rank))), merges);

    private static string Spell(BytePairTokenizer tokenizer, string text) =>
        string.Join('|', tokenizer.Encode(text).Select(tokenizer.IdToToken));

    private static int Id(int value) => Trained.TokenToId(ByteAlphabet.Spell([(byte)value]))!.Value;
}
