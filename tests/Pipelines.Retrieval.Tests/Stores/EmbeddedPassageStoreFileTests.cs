namespace Pipelines.Retrieval.Tests;

internal sealed class EmbeddedPassageStoreFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_flipped_byte_or_a_cut_in_any_file_is_detected()
    {
        var path = _folder.File("store");
        Filled(30).Save(path);
        var checkedBytes = 0;
        foreach (var file in Directory.GetFiles(path).Where(file => new FileInfo(file).Length > 0))
        {
            var bytes = File.ReadAllBytes(file);
            var step = Math.Max(1, bytes.Length / 150);
            for (var i = 0; i < bytes.Length; i += step, checkedBytes++)
            {
                var copy = bytes.ToArray();
                copy[i] ^= (byte)(1 << (i % 8));
                Replace(file, copy);
                Assert.That(() => EmbeddedPassageStore.Load(path), Throws.InstanceOf<IndexFormatException>(), $"{file}, byte {i}");
                Replace(file, bytes[..i]);
                Assert.That(() => EmbeddedPassageStore.Load(path), Throws.InstanceOf<IndexFormatException>(), $"{file}, length {i}");
            }

            Replace(file, bytes);
        }

        Assert.That(checkedBytes, Is.GreaterThan(500));
        Assert.That(EmbeddedPassageStore.Load(path).Count(), Is.EqualTo(30));

        // A mapped file may not be cut short, but replaced.
        static void Replace(string file, byte[] bytes)
        {
            File.Delete(file);
            File.WriteAllBytes(file, bytes);
        }
    }

    [Test]
    public void A_save_takes_away_what_earlier_ones_left()
    {
        var path = _folder.File("store");
        var store = Filled(5);
        store.Save(path);
        File.WriteAllText(Path.Combine(path, "vectors-0123"), "left by a killed save");
        File.WriteAllText(Path.Combine(path, ".words-0123.abc.tmp"), "left by a killed save");
        File.WriteAllText(Path.Combine(path, "notes.txt"), "not the store's");
        store.Remove([1]);
        store.Save(path);
        Assert.That(Directory.GetFiles(path), Has.Length.EqualTo(6), "manifest, three parts, lock and the notes");
        Assert.That(EmbeddedPassageStore.Load(path).Count(), Is.EqualTo(4));
    }

    [Test]
    public void A_failed_save_leaves_what_was_there_and_nothing_else()
    {
        var path = _folder.File("store");
        Filled(5).Save(path);
        var before = Directory.GetFiles(path).Order().ToArray();
        var untrained = new EmbeddedPassageStore(new IvfFlatIndex(3, listCount: 2));
        Assert.That(() => untrained.Save(path), Throws.TypeOf<UntrainedIndexException>());
        Assert.That(Directory.GetFiles(path).Order(), Is.EqualTo(before));
        Assert.That(EmbeddedPassageStore.Load(path).Count(), Is.EqualTo(5));
    }

    [Test]
    public void Two_saves_into_one_folder_do_not_mix()
    {
        var path = _folder.File("store");
        using (StoreFolder.Begin(path))
            Assert.That(() => Filled(5).Save(path), Throws.TypeOf<PassageStoreException>().With.Message.Contains("another save"));
        Filled(5).Save(path);
        Assert.That(EmbeddedPassageStore.Load(path).Count(), Is.EqualTo(5));
    }

    [Test]
    public void Files_of_different_stores_do_not_pass_for_one()
    {
        var (left, right) = (_folder.File("left"), _folder.File("right"));
        Filled(5).Save(left);
        Filled(6).Save(right);
        string Part(string folder, string role) => Directory.GetFiles(folder, role + "-*").Single();
        File.Delete(Part(left, "vectors"));
        Assert.That(() => EmbeddedPassageStore.Load(left), Throws.TypeOf<IndexFormatException>().With.Message.Contains("gone"));
        File.Copy(Part(right, "vectors"), Path.Combine(left, Path.GetFileName(Part(right, "vectors"))));
        File.Copy(Path.Combine(right, StoreFolder.ManifestName), Path.Combine(left, StoreFolder.ManifestName), overwrite: true);
        Assert.That(() => EmbeddedPassageStore.Load(left), Throws.TypeOf<IndexFormatException>());
        Assert.That(() => EmbeddedPassageStore.Load(_folder.File("nowhere")), Throws.TypeOf<IndexFormatException>());
    }

    [Test]
    public void A_loaded_store_stays_usable_while_others_are_saved_in_its_place()
    {
        var path = _folder.File("store");
        Filled(40).Save(path);
        var loaded = EmbeddedPassageStore.Load(path);
        Filled(3).Save(path);
        var hits = loaded.Search([new PassageQuery(null, new float[] { 7, 7, 1 })], new PassageSearchOptions { TopK = 1 })[0];
        Assert.That((hits[0].Id, hits[0].Score), Is.EqualTo((7L, 0.0)));
        loaded.Add([Row(100)]);
        loaded.Save(path);
        Assert.That(EmbeddedPassageStore.Load(path).Count(), Is.EqualTo(41));
    }

    [Test]
    public void Every_index_can_hold_the_vectors()
    {
        var random = new Random(1);
        var sample = Enumerable.Range(0, 400 * 3).Select(_ => random.NextSingle() * 40).ToArray();
        VectorIndex[] indexes =
        [
            new ScalarQuantizedIndex(3, VectorMetric.L2), new IvfFlatIndex(3, listCount: 4),
            new HnswIndex(3), new IvfPqIndex(3, listCount: 2, partCount: 3),
        ];
        foreach (var index in indexes)
        {
            if (!index.IsTrained)
                index.Train(sample);
            var store = new EmbeddedPassageStore(index);
            store.Add([.. Enumerable.Range(0, 40).Select(Row)]);
            store.Upsert([Row(5)]);
            store.Remove([6]);
            store.Save(_folder.File("store"));
            var loaded = EmbeddedPassageStore.Load(_folder.File("store"));
            Assert.That(loaded.Index, Is.TypeOf(index.GetType()));
            var hits = loaded.Search([new PassageQuery(null, new float[] { 20, 20, 1 })], new PassageSearchOptions { TopK = 5 })[0];
            Assert.That(hits.Select(hit => Math.Abs(hit.Id - 20)), Is.All.LessThan(12), index.GetType().Name);
        }
    }

    [Test]
    public void A_filled_index_is_refused()
    {
        var index = new FlatIndex(1);
        index.Add(new long[] { 1 }, new float[] { 1 });
        Assert.That(() => new EmbeddedPassageStore(index), Throws.TypeOf<PassageStoreException>());
    }

    [Test]
    public void A_cancelled_addition_adds_nothing()
    {
        // The index is asked for its turn with the token; it is cancelled when the first part is in.
        using var source = new CancellationTokenSource();
        var store = new EmbeddedPassageStore(new HnswIndex(32));
        var random = new Random(3);
        Passage[] many =
        [
            .. Enumerable.Range(0, 20_000).Select(i => new Passage(i, "blork")
            {
                Vector = Enumerable.Range(0, 32).Select(_ => random.NextSingle()).ToArray(),
            }),
        ];
        source.CancelAfter(TimeSpan.FromMilliseconds(150));
        Assert.That(() => store.Add(many, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((store.Count(), store.Index!.Count), Is.EqualTo((0L, 0L)));
        store.Add(many[..10]);
        Assert.That(store.Search([new PassageQuery(null, many[3].Vector)])[0][0].Id, Is.EqualTo(3));
    }

    private static EmbeddedPassageStore Filled(int count)
    {
        var store = new EmbeddedPassageStore(3, VectorMetric.L2);
        store.Add([.. Enumerable.Range(0, count).Select(Row)]);
        return store;
    }

    private static Passage Row(int id) => new(id, $"blork {id}")
    {
        Vector = new float[] { id, id, 1 },
        Metadata = new Dictionary<string, MetadataValue> { ["kind"] = "a", ["year"] = id },
    };
}
