using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pipelines.Retrieval.Tests;

/// <summary>
/// Eight threads search, add and remove: no vector is lost, found twice, or found before or after its time. The variable
/// <c>PIPELINES_CONCURRENCY_SECONDS</c> makes the tests longer.
/// </summary>
internal sealed class IndexConcurrencyTests
{
    private const int Dimension = 16;
    private const int Threads = 8;
    private const int Writers = 2;
    private const int BatchSize = 10;
    private const int MostVectors = 400;

    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly ConcurrentDictionary<long, State> _states = new();
    private CancellationTokenSource _stop = null!;
    private long _queries;
    private long _missed;
    private long _added;
    private long _removed;

    private enum State
    {
        Absent,
        Changing,
        Present,
        Gone,
    }

    private static TimeSpan Duration =>
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("PIPELINES_CONCURRENCY_SECONDS"), out var given) ? given : 4);

    [SetUp]
    public void Clear()
    {
        _stop = new CancellationTokenSource();
        _failures.Clear();
        _states.Clear();
        (_queries, _missed, _added, _removed) = (0, 0, 0, 0);
    }

    [TearDown]
    public void Dispose() => _stop.Dispose();

    [Test]
    [Category("Slow")]
    public void Flat_index() => Run(new FlatIndex(Dimension), mostMissed: 0);

    [Test]
    [Category("Slow")]
    public void Graph() => Run(new HnswIndex(Dimension, efConstruction: 60) { EfSearch = 64 }, mostMissed: 0.02);

    private static float[] VectorOf(long id)
    {
        var random = new Random((int)id);
        var vector = new float[Dimension];
        for (var i = 0; i < Dimension; i++)
            vector[i] = random.NextSingle();
        return vector;
    }

    private void Run(VectorIndex index, double mostMissed)
    {
        var present = new List<long>[Writers];
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            try
            {
                if (number < Writers)
                    present[number] = Change(index, number);
                else
                    Search(index, new Random(number), isExact: mostMissed == 0);
            }
            catch (Exception e)
            {
                _failures.Enqueue(e);
                _stop.Cancel();
            }
        })).ToList();
        var watch = Stopwatch.StartNew();
        threads.ForEach(thread => thread.Start());
        _stop.Token.WaitHandle.WaitOne(Duration);
        _stop.Cancel();
        threads.ForEach(thread => thread.Join());
        var report = $"{index.GetType().Name}, {Threads} threads, {watch.Elapsed.TotalSeconds:0.0} s: {_queries} queries, {_added} vectors "
            + $"added, {_removed} removed, {_missed} not found by their own vector";
        TestContext.Out.WriteLine(report);
        Assert.That(_failures, Is.Empty, report);
        Assert.That(_queries > 0 && _added > 0, report);
        Assert.That(_missed, Is.LessThanOrEqualTo(mostMissed * _queries), report);
        var expected = present.SelectMany(ids => ids).Order().ToArray();
        if (index is HnswIndex graph)
            graph.EfSearch = 1 << 20;
        Assert.That(index.Count, Is.EqualTo(expected.Length));
        Assert.That(index.Search(VectorOf(1), int.MaxValue).Select(hit => hit.Id).Order(), Is.EqualTo(expected));
    }

    private List<long> Change(VectorIndex index, int first)
    {
        var random = new Random(first);
        var present = new List<long>();
        for (var next = (long)first; !_stop.IsCancellationRequested;)
        {
            var ids = new long[BatchSize];
            for (var i = 0; i < BatchSize; i++, next += Writers)
                _states[ids[i] = next] = State.Changing;
            index.Add(ids, ids.SelectMany(VectorOf).ToArray());
            foreach (var id in ids)
                _states[id] = State.Present;
            present.AddRange(ids);
            Interlocked.Add(ref _added, BatchSize);
            while (present.Count > MostVectors / Writers)
            {
                var start = random.Next(present.Count - BatchSize);
                var gone = present.GetRange(start, BatchSize);
                gone.ForEach(id => _states[id] = State.Changing);
                var removed = index.Remove([.. gone]);
                gone.ForEach(id => _states[id] = State.Gone);
                if (removed != BatchSize)
                    throw new AssertionException($"{removed} of {BatchSize} vectors were removed.");
                present.RemoveRange(start, BatchSize);
                Interlocked.Add(ref _removed, BatchSize);
            }

            Thread.Sleep(1);
        }

        return present;
    }

    private void Search(VectorIndex index, Random random, bool isExact)
    {
        while (!_stop.IsCancellationRequested)
        {
            var known = (int)Math.Max(1, Interlocked.Read(ref _added));
            var wanted = Math.Max(0, known - random.Next(2 * MostVectors));
            var before = _states.GetValueOrDefault(wanted);
            var hits = index.Search(VectorOf(wanted), 10);
            var after = _states.GetValueOrDefault(wanted);
            Interlocked.Increment(ref _queries);
            for (var i = 0; i < hits.Length; i++)
            {
                if (i > 0 && (hits[i].Score < hits[i - 1].Score || hits[i].Id == hits[i - 1].Id))
                    throw new AssertionException($"Hit {i} is in disorder.");
                if (_states.GetValueOrDefault(hits[i].Id) == State.Absent)
                    throw new AssertionException($"{hits[i].Id} was found and had not been added.");
                var distance = VectorDistance.SquaredEuclidean(VectorOf(wanted), VectorOf(hits[i].Id));
                if (Math.Abs(distance - hits[i].Score) > 1e-5)
                    throw new AssertionException($"{hits[i].Id} was found at {hits[i].Score} and is at {distance}.");
            }

            if (hits.Select(hit => hit.Id).Distinct().Count() != hits.Length)
                throw new AssertionException("A vector was found twice.");
            var isFound = hits.Length > 0 && hits[0].Id == wanted;
            if (isFound && before == State.Gone)
                throw new AssertionException($"{wanted} was found and had been removed.");
            if (isFound || before != State.Present || after != State.Present)
                continue;
            Interlocked.Increment(ref _missed);
            if (isExact)
                throw new AssertionException($"{wanted} is there and was not found.");
        }
    }
}
