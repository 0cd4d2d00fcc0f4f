namespace Pipelines.Retrieval.Postgres.Tests;

[TestFixture(PostgresVectorStorage.Bytes)]
internal sealed class WordsTests(PostgresVectorStorage storage) : DatabaseTests(storage)
{
    [TestCase("blork & !crund | (dwarp:*)")]
    [TestCase("blork' | 'crund")]
    [TestCase("\\blork\\' dwarp")]
    [TestCase("<-> blork <2> dwarp")]
    [TestCase("'; DROP TABLE store_1; -- blork")]
    [TestCase("blork $1 {0} %s")]
    public void Signs_in_queries_are_no_operators(string query)
    {
        var store = CreateStore();
        store.Add([Make(1, "blork crund"), Make(2, "dwarp"), Make(3, "flimp")]);

        var found = Ids(store.Search([new PassageQuery(query)])[0]);

        Assert.That(found, Does.Contain(1));
        Assert.That(found, Does.Not.Contain(3));
        Assert.That(store.Count(), Is.EqualTo(3));
    }

    [Test]
    public void Any_sign_may_stand_in_names_values_and_texts()
    {
        const string odd = "a'\"\\$1;--{}[]%_😀\n";
        var store = CreateStore();
        store.Add([Make(1, odd, null, (odd, odd)), Make(2, "x", null, (odd, 5))]);

        Assert.That(store.Get([1])[0]!.Text, Is.EqualTo(odd));
        Assert.That(store.Enumerate(PassageFilter.Equal(odd, odd)).Select(passage => passage.Id), Is.EqualTo(new[] { 1 }));
        Assert.That(store.Count(PassageFilter.OneOf(odd, odd, 5)), Is.EqualTo(2));
        Assert.That(store.Count(PassageFilter.Range(odd, 4, 6)), Is.EqualTo(1));
        Assert.That(store.Count(PassageFilter.Equal(odd, "'; DROP TABLE x")), Is.Zero);
    }

    [Test]
    public void Configuration_says_what_words_are()
    {
        var simple = CreateStore();
        var english = CreateStore(configure: o => o.TextConfiguration = "english");
        foreach (var store in (PostgresPassageStore[])[simple, english])
            store.Add([Make(1, "The cats were running over ÄRGER"), Make(2, "the dog")]);

        Assert.That(Ids(simple.Search([new PassageQuery("cat run")])[0]), Is.Empty);
        Assert.That(Ids(english.Search([new PassageQuery("cat run")])[0]), Is.EqualTo(new long[] { 1 }));
        Assert.That(Ids(simple.Search([new PassageQuery("the")])[0]), Is.EquivalentTo(new long[] { 1, 2 }));
        Assert.That(Ids(simple.Search([new PassageQuery("ärger")])[0]), Is.EqualTo(new long[] { 1 }));
        Assert.That(
            () => english.Search([new PassageQuery("dog"), new PassageQuery("the")]),
            Throws.TypeOf<InvalidQueryException>().With.Message.Contains("english").And.Property("Position").EqualTo(1));
    }

    [Test]
    public void Rank_and_normalization_change_the_order()
    {
        Passage[] passages =
        [
            Make(1, "blork crund " + string.Join(' ', Enumerable.Range(0, 200).Select(i => $"w{i}"))),
            Make(2, "blork x y z"),
        ];
        var plain = CreateStore(configure: o => o.TextNormalization = 0);
        var byLength = CreateStore(configure: o => o.TextNormalization = 2);
        var cover = CreateStore(configure: o => (o.TextRank, o.TextNormalization) = (PostgresTextRank.CoverDensity, 0));
        foreach (var store in (PostgresPassageStore[])[plain, byLength, cover])
            store.Add(passages);
        PassageQuery[] query = [new("blork crund")];

        Assert.That(Ids(plain.Search(query)[0]), Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(Ids(byLength.Search(query)[0]), Is.EqualTo(new long[] { 2, 1 }));
        Assert.That(Ids(cover.Search(query)[0]), Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(cover.Search(query)[0][0].Score, Is.Not.EqualTo(plain.Search(query)[0][0].Score));
    }

    [Test]
    public void Queries_that_are_too_long_are_refused_and_the_others_answered()
    {
        var store = CreateStore();
        store.Add([Make(1, "blork")]);
        var refused = new List<int>();

        var found = store.Search(
            [new PassageQuery(new string('x', 10_001)), new PassageQuery("blork"), new PassageQuery("?!")], null,
            error => refused.Add(error.Position));

        Assert.That(refused, Is.EqualTo(new[] { 0, 2 }));
        Assert.That(found.Select(hits => hits.Count), Is.EqualTo(new[] { 0, 1, 0 }));
    }

    [Test]
    public void Longest_queries_are_taken()
    {
        var store = CreateStore();
        store.Add([Make(1, "q7")]);
        var urls = Cut(i => $"{i % 10}.{i:x}/{i % 7}");
        var hyphens = Cut(i => $"a{i:x}-b{i:x}");
        var words = Cut(i => $"ж{(char)('а' + (i % 30))}{i:x}");

        var found = store.Search([new PassageQuery(urls), new PassageQuery(hyphens), new PassageQuery(words), new PassageQuery("q7")]);

        Assert.That(found.Select(hits => hits.Count), Is.EqualTo(new[] { 0, 0, 0, 1 }));

        static string Cut(Func<int, string> word) => string.Join(' ', Enumerable.Range(0, 40_000).Select(word))[..10_000];
    }

    /// <summary>Text of more different words than the database takes; the rest of the passages do not suffer for it.</summary>
    [Test]
    public void Text_beyond_the_database_is_refused_by_its_row()
    {
        var store = CreateStore();
        var long1 = string.Join(' ', Enumerable.Range(0, 300_000).Select(i => $"w{i:x}"));
        Passage[] passages = [Make(1, "blork"), Make(2, long1), Make(1, "twice"), Make(2, "same id"), Make(4, long1), Make(5, "blork")];

        Assert.That(
            () => store.Add([passages[0], passages[5], passages[1]]),
            Throws.TypeOf<InvalidPassageException>().With.Property("Row").EqualTo(2).And.Message.Contains("passage 2"));
        Assert.That(store.Count(), Is.Zero);

        var rejected = store.AddValid(passages);

        Assert.That(
            rejected.Select(one => (one.Row, one.Id, one.Reason.GetType())),
            Is.EqualTo(new[]
            {
                (1, 2L, typeof(InvalidPassageException)), (2, 1L, typeof(DuplicatePassageException)),
                (4, 4L, typeof(InvalidPassageException)),
            }));
        Assert.That(
            store.Enumerate().Select(passage => (passage.Id, passage.Text)),
            Is.EqualTo(new[] { (1L, "blork"), (2L, "same id"), (5L, "blork") }));
    }

    [Test]
    public void Numbers_keep_their_value()
    {
        double[] numbers = [0.1, -1e308, 5e-324, 1.0 / 3, 123456789012345678, 0];
        var store = CreateStore();
        store.Add([.. numbers.Select((number, i) => Make(i, "x", null, ("n", number)))]);

        Assert.That(store.Enumerate().Select(passage => passage.Metadata["n"].Number), Is.EqualTo(numbers));
        for (var i = 0; i < numbers.Length; i++)
        {
            Assert.That(store.Enumerate(PassageFilter.Equal("n", numbers[i])).Select(passage => passage.Id), Is.EqualTo(new[] { i }));
            Assert.That(
                store.Enumerate(PassageFilter.Range("n", numbers[i], numbers[i])).Select(passage => passage.Id), Is.EqualTo(new[] { i }));
        }
    }
}
