using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace Pipelines.Testing;

/// <summary>
/// Threads that change a store beside threads that search it. A batch of passages has a number, a state and, in each passage, a version.
/// What a search may find of a batch follows from its states before and after the search.
/// </summary>
internal sealed class ConcurrentRun(IPassageStore store, bool isExact)
{
    public const int Dimension = 8;

    private const int BatchSize = 5;
    private const int MostBatches = 12;
    private const int Window = 12;

    private readonly ConcurrentDictionary<int, BatchState> _states = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly CancellationTokenSource _stop = new();
    private int _highest = -1;
    private long _queries;
    private long _hits;
    private long _added;
    private long _replaced;
    private long _removed;

    private enum BatchState
    {
        Absent,
        Changing,
        Present,
        Gone,
    }

    /// <summary>What was done.</summary>
    public string Report { get; private set; } = "";

    public void Run(int threads, TimeSpan duration)
    {
        var writers = Math.Max(1, threads / 4);
        var present = new List<int>[writers];
        var all = new List<Thread>();
        for (var i = 0; i < threads; i++)
        {
            var number = i;
            all.Add(new Thread(() => Guard(() =>
            {
                if (number < writers)
                    present[number] = Change(number, writers);
                else
                    Search(new Random(number));
            })));
        }

        var watch = Stopwatch.StartNew();
        all.ForEach(thread => thread.Start());
        _stop.Token.WaitHandle.WaitOne(duration);
        _stop.Cancel();
        all.ForEach(thread => thread.Join());
        Report = string.Create(
            CultureInfo.InvariantCulture,
            $"{threads} threads, {watch.Elapsed.TotalSeconds:0.0} s: {_queries} queries, {_hits} hits; passages: {_added} added, "
            + $"{_replaced} replaced, {_removed} removed");
        Assert.That(_failures, Is.Empty, Report);
        Assert.That(_queries > 0 && _added > 0, Report);
        CheckEnd([.. present.SelectMany(batches => batches).Order()]);
    }

    private static long Id(int batch, int member) => ((long)batch * BatchSize) + member;

    private static string TextOf(int version) => version % 2 == 0 ? "blork crund" : "crund blork flimp";

    private static Passage[] Batch(int batch, int version) =>
    [
        .. Enumerable.Range(0, BatchSize).Select(member => new Passage(Id(batch, member), TextOf(version))
        {
            Vector = new float[] { batch % 7, member, version % 5, 1, 0, 1, 2, 3 },
            Metadata = new Dictionary<string, MetadataValue> { ["batch"] = batch, ["version"] = version },
        }),
    ];

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            _failures.Enqueue(e);
            _stop.Cancel();
        }
    }

    private List<int> Change(int first, int step)
    {
        var random = new Random(first);
        var present = new List<int>();
        for (var batch = first; !_stop.IsCancellationRequested; batch += step)
        {
            _states[batch] = BatchState.Changing;
            store.Add(Batch(batch, 0), CancellationToken.None);
            _states[batch] = BatchState.Present;
            present.Add(batch);
            for (var highest = Volatile.Read(ref _highest); batch > highest; highest = Volatile.Read(ref _highest))
                Interlocked.CompareExchange(ref _highest, batch, highest);
            Interlocked.Add(ref _added, BatchSize);
            if (random.Next(3) == 0)
            {
                // Another version in the place of one: there is the one or the other at every moment.
                store.Upsert(Batch(present[random.Next(present.Count)], 1 + random.Next(1000)));
                Interlocked.Add(ref _replaced, BatchSize);
            }

            if (present.Count > MostBatches)
                Remove(present, random.Next(present.Count));
            Thread.Sleep(1);
        }

        return present;
    }

    private void Remove(List<int> present, int at)
    {
        var batch = present[at];
        _states[batch] = BatchState.Changing;
        var removed = store.Remove([.. Enumerable.Range(0, BatchSize).Select(member => Id(batch, member))]);
        _states[batch] = BatchState.Gone;
        present.RemoveAt(at);
        Assert.That(removed, Is.EqualTo(BatchSize));
        Interlocked.Add(ref _removed, BatchSize);
    }

    private void Search(Random random)
    {
        var states = new BatchState[Window];
        while (!_stop.IsCancellationRequested)
        {
            var low = Math.Max(0, Volatile.Read(ref _highest) - random.Next(2 * MostBatches));
            Snapshot(low, states);
            var options = new PassageSearchOptions
            {
                TopK = 10_000,
                Depth = 10_000,
                Filter = PassageFilter.Range("batch", low, low + Window - 1),
            };
            var kind = random.Next(3);
            float[] vector = [3, 2, 1, 1, 0, 1, 2, 3];
            var hits = store.Search([new PassageQuery(kind == 1 ? null : "blork", kind == 0 ? default : vector)], options)[0];
            Interlocked.Increment(ref _queries);
            Interlocked.Add(ref _hits, hits.Count);
            CheckHits(hits, low, states, isComplete: isExact || kind != 1);
        }
    }

    private void Snapshot(int low, BatchState[] states)
    {
        for (var i = 0; i < states.Length; i++)
            states[i] = _states.GetValueOrDefault(low + i);
    }

    private void CheckHits(IReadOnlyList<PassageHit> hits, int low, BatchState[] before, bool isComplete)
    {
        var after = new BatchState[Window];
        Snapshot(low, after);
        var counts = new int[Window];
        var versions = new double?[Window];
        var seen = new HashSet<long>();
        foreach (var hit in hits)
        {
            if (!seen.Add(hit.Id))
                throw new AssertionException($"The passage {hit.Id} was found twice.");
            var batch = (int)(hit.Id / BatchSize) - low;
            if (batch is < 0 or >= Window)
                throw new AssertionException($"The passage {hit.Id} does not fulfil the filter.");
            counts[batch]++;
            var version = hit.Metadata["version"].Number;
            versions[batch] ??= version;
            if (versions[batch] != version)
                throw new AssertionException($"Batch {low + batch} was found in the versions {versions[batch]} and {version} at once.");
        }

        for (var i = 0; i < Window; i++)
        {
            if (isComplete && counts[i] is not (0 or BatchSize))
                throw new AssertionException($"{counts[i]} of the {BatchSize} passages of batch {low + i} were found.");
            if (isComplete && counts[i] == 0 && before[i] == BatchState.Present && after[i] == BatchState.Present)
                throw new AssertionException($"Batch {low + i} is there and was not found.");
            if (counts[i] > 0 && (before[i] == BatchState.Gone || after[i] == BatchState.Absent))
                throw new AssertionException($"Batch {low + i} was found and is not there.");
        }
    }

    private void CheckEnd(List<int> batches)
    {
        long[] expected = [.. batches.SelectMany(batch => Enumerable.Range(0, BatchSize).Select(member => Id(batch, member)))];
        Assert.That(store.Enumerate().Select(passage => passage.Id), Is.EqualTo(expected));
        Assert.That(store.Count(), Is.EqualTo(expected.Length));
        float[] vector = [3, 2, 1, 1, 0, 1, 2, 3];
        var found = store.Search([new("crund"), new(null, vector)], new PassageSearchOptions { TopK = int.MaxValue });
        Assert.That(found[0].Select(hit => hit.Id).Order(), Is.EqualTo(expected));
        if (isExact)
            Assert.That(found[1].Select(hit => hit.Id).Order(), Is.EqualTo(expected));
    }
}
