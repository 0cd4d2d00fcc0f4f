using System.Diagnostics;

namespace Pipelines.Retrieval.Tests;

/// <summary>
/// A process that saves is killed at random moments; what it leaves is the old state or the new one of every index and of the store. The
/// variable <c>PIPELINES_KILL_SECONDS</c> makes the test longer.
/// </summary>
internal sealed class KilledSaveTests
{
    private const int Dimension = 16;
    private const int FewestKills = 5;
    private const int FirstLongestLife = 60;
    private const int MostSeconds = 90;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    [Category("Slow")]
    public void What_a_killed_save_leaves_is_the_old_state_or_the_new_one()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("PIPELINES_KILL_SECONDS"), out var given) ? given : 8;
        Directory.CreateDirectory(_folder.File("target"));
        Directory.CreateDirectory(_folder.File("new"));
        Directory.CreateDirectory(_folder.File("old"));
        SaveState("old", 2000);
        SaveState("new", 2600);
        SaveState("target", 2000);
        var random = new Random(20261128);
        var watch = Stopwatch.StartNew();
        var (kills, interrupted, changed) = (0, 0, 0);
        var longestLife = FirstLongestLife;
        for (; watch.Elapsed.TotalSeconds < seconds || kills < FewestKills || IsMissingOne(); kills++)
        {
            // On a busy machine no save ends within so short a life: later children live longer.
            longestLife = changed == 0 ? longestLife * 3 / 2 : FirstLongestLife;
            KillChild(random.Next(Math.Min(longestLife, 5000)));
            foreach (var name in (string[])[SavingChild.Words, .. SavingChild.Vectors])
                changed += CheckFile(name) ? 1 : 0;
            changed += CheckStore() ? 1 : 0;
            interrupted += Leftovers();
        }

        TestContext.Out.WriteLine(
            $"{kills} kills of {2 + SavingChild.Vectors.Length} savers; {interrupted} saves interrupted, {changed} left the new state.");
        Assert.That(interrupted, Is.GreaterThan(0), "No kill came in the middle of a save.");
        Assert.That(changed, Is.GreaterThan(0), "No save got through.");
        var store = EmbeddedPassageStore.Load(_folder.File("target/store"));
        store.Save(_folder.File("target/store"));
        Assert.That(Directory.GetFiles(_folder.File("target/store")), Has.Length.EqualTo(5), "What killed saves left is still there.");

        bool IsMissingOne() => (changed == 0 || interrupted == 0) && watch.Elapsed.TotalSeconds < MostSeconds;
    }

    private static IEnumerable<(string Name, VectorIndex Index)> Indexes()
    {
        yield return ("flat", new FlatIndex(Dimension));
        yield return ("scalar", new ScalarQuantizedIndex(Dimension));
        yield return ("ivf-flat", new IvfFlatIndex(Dimension, listCount: 16));
        yield return ("ivf-pq", new IvfPqIndex(Dimension, listCount: 4, partCount: 4));
        yield return ("hnsw", new HnswIndex(Dimension, linkCount: 8, efConstruction: 20));
    }

    private static string TextOf(int id, int count) => $"passage {id} of {count} blork {id % 17} crund";

    // The same count gives the same bytes.
    private void SaveState(string state, int count)
    {
        var random = new Random(count);
        var vectors = new float[count * Dimension];
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = random.NextSingle();
        long[] ids = [.. Enumerable.Range(0, count).Select(i => (long)i)];
        foreach (var (name, index) in Indexes())
        {
            if (!index.IsTrained)
                index.Train(vectors);
            index.Add(ids, vectors);
            index.Save(_folder.File($"{state}/{name}"));

            // As the child does.
            VectorIndex.Load(_folder.File($"{state}/{name}")).Save(_folder.File($"{state}/{name}"));
        }

        var words = new Bm25Index();
        words.AddRange([.. ids.Select(id => KeyValuePair.Create(id, TextOf((int)id, count)))]);
        words.Save(_folder.File($"{state}/{SavingChild.Words}"));
        Bm25Index.Load(_folder.File($"{state}/{SavingChild.Words}")).Save(_folder.File($"{state}/{SavingChild.Words}"));
        var store = new EmbeddedPassageStore(Dimension, VectorMetric.L2);
        store.Add(
        [
            .. ids.Select(id => new Passage(id, TextOf((int)id, count)) { Vector = vectors.AsMemory((int)id * Dimension, Dimension) }),
        ]);
        store.Save(_folder.File($"{state}/{SavingChild.Store}"));
    }

    private void KillChild(int milliseconds)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", typeof(KilledSaveTests).Assembly.Location, SavingChild.Command, _folder.Path])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        if (process.StandardOutput.ReadLine() != SavingChild.Ready)
            Assert.Fail("The child did not begin: " + errors.Result);
        Thread.Sleep(milliseconds);
        process.Kill();
        process.WaitForExit();
        Assert.That(errors.Result, Is.Empty);
    }

    private bool CheckFile(string name)
    {
        var path = _folder.File($"target/{name}");
        var bytes = File.ReadAllBytes(path);
        var isNew = bytes.AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File($"new/{name}")));
        var isOld = bytes.AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File($"old/{name}")));
        Assert.That(isNew || isOld, $"{name} is neither old nor new.");
        if (name == SavingChild.Words)
            Assert.That(Bm25Index.Load(path).Count, Is.EqualTo(isNew ? 2600 : 2000));
        else
            Assert.That(VectorIndex.Load(path).Count, Is.EqualTo(isNew ? 2600 : 2000));
        return isNew;
    }

    private bool CheckStore()
    {
        var store = EmbeddedPassageStore.Load(_folder.File("target/store"));
        var count = (int)store.Count();
        Assert.That(count, Is.EqualTo(2000).Or.EqualTo(2600));
        var expected = EmbeddedPassageStore.Load(_folder.File(count == 2000 ? "old/store" : "new/store"));
        var others = expected.Enumerate(includeVectors: true).GetEnumerator();
        foreach (var passage in store.Enumerate(includeVectors: true))
        {
            Assert.That(others.MoveNext());
            if (passage.Text != others.Current.Text || !passage.Vector.Span.SequenceEqual(others.Current.Vector.Span))
                Assert.Fail($"The passage {passage.Id} is neither old nor new.");
        }

        var hits = store.Search([new PassageQuery("crund")], new PassageSearchOptions { TopK = 1 })[0];
        Assert.That(hits[0].Text, Is.EqualTo(TextOf(0, count)));
        return count == 2600;
    }

    /// <summary>Files of saves that were interrupted; they go, so that they are counted once.</summary>
    private int Leftovers()
    {
        var left = Directory.GetFiles(_folder.File("target"), ".*.tmp");
        foreach (var file in left)
            File.Delete(file);
        return left.Length + (Directory.GetFiles(_folder.File("target/store")).Length > 5 ? 1 : 0);
    }
}
