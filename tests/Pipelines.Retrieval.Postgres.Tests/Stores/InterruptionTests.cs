using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>Connections that break, calls that are cancelled, processes that are killed.</summary>
[TestFixture(PostgresVectorStorage.Bytes)]
[TestFixture(PostgresVectorStorage.Extension)]
internal sealed class InterruptionTests(PostgresVectorStorage storage) : DatabaseTests(storage)
{
    private const int Kills = 5;
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    [TestCase(0)]
    [TestCase(2500)]
    [TestCase(4999)]
    public void Connection_lost_in_the_middle_leaves_nothing(int at)
    {
        var store = CreateStore(2);
        store.Add([Make(-1, "blork", [1, 2])]);
        var passages = Enumerable.Range(0, 5000).Select(i => Make(i, $"blork {i} {new string('x', 200)}", [1, i])).ToArray();
        foreach (var change in (Action<IReadOnlyList<Passage>>[])
            [list => store.Add(list), list => store.AddValid(list), list => store.Upsert(list)])
        {
            var killed = 0;
            Assert.That(
                () => change(new KilledOnce(passages, at, () => killed += Terminate())),
                Throws.TypeOf<PostgresConnectionException>().With.Property("IsOutcomeUnknown").False
                    .And.Message.Contains(store.Name).And.Message.Contains("Nothing was changed"));
            Assert.That(killed, Is.GreaterThan(0));
            Assert.That(store.Enumerate().Select(passage => passage.Id), Is.EqualTo(new[] { -1 }));
        }

        store.Add(passages);
        Assert.That(store.Count(), Is.EqualTo(5001));
    }

    [Test]
    public void Search_whose_connection_is_lost_says_so()
    {
        var store = CreateStore(2);
        using var blocked = Block(store, "ACCESS EXCLUSIVE");
        var search = Task.Run(() => store.Search([new PassageQuery("blork")]));
        WaitForWaiting();

        Terminate(onlyWaiting: true);

        Assert.That(async () => await search, Throws.TypeOf<PostgresConnectionException>().With.Message.Contains("searching"));
    }

    [Test]
    public void Cancelled_calls_end_while_they_wait()
    {
        var store = CreateStore(2);
        using var blocked = Block(store, "ACCESS EXCLUSIVE");
        foreach (var call in (Action<CancellationToken>[])
            [
                token => store.Add([Make(1, "blork")], token), token => store.AddValid([Make(1, "blork")], token),
                token => store.Upsert([Make(1, "blork")], token), token => store.Remove([1], token), token => store.Get([1], false, token),
                token => store.Count(null, token), token => store.Search([new PassageQuery(null, new float[] { 1, 2 })], null, null, token),
                token => store.Delete(token),
            ])
        {
            using var source = new CancellationTokenSource();
            var work = Task.Run(() => call(source.Token));
            WaitForWaiting();
            var watch = Stopwatch.StartNew();

            source.Cancel();

            Assert.That(async () => await work, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(watch.Elapsed, Is.LessThan(s_soon));
        }

        blocked.Dispose();
        Assert.That(store.Count(), Is.Zero);
    }

    [Test]
    public void Addition_cancelled_in_the_middle_adds_nothing()
    {
        var store = CreateStore();
        var passages = Enumerable.Range(0, 3000).Select(i => Make(i, "blork")).ToArray();
        using var source = new CancellationTokenSource();

        Assert.That(
            () => store.Upsert(new KilledOnce(passages, 1500, source.Cancel), source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(store.Count(), Is.Zero);
        Assert.That(() => store.Add(passages, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => store.Search([new PassageQuery("x")], null, null, source.Token), Throws.InstanceOf<OperationCanceledException>());
        store.Add(passages);
        Assert.That(store.Count(), Is.EqualTo(3000));
    }

    [Test]
    public void Error_of_the_caller_s_list_adds_nothing()
    {
        var store = CreateStore();
        var passages = Enumerable.Range(0, 3000).Select(i => Make(i, "blork")).ToArray();

        Assert.That(
            () => store.Add(new KilledOnce(passages, 2000, () => throw new FormatException())), Throws.InstanceOf<FormatException>());
        Assert.That(store.Count(), Is.Zero);
        store.Add(passages);
    }

    [Test]
    public void Limit_on_time_is_said()
    {
        var store = CreateStore(configure: o => o.CommandTimeout = 1);
        using var blocked = Block(store, "ACCESS EXCLUSIVE");

        Assert.That(() => store.Add([Make(1, "blork")]), Throws.TypeOf<PostgresConnectionException>().With.Message.Contains("in time"));
        Assert.That(() => store.Count(), Throws.TypeOf<PostgresConnectionException>().With.Message.Contains("in time"));
    }

    [Test]
    public void What_is_not_known_of_a_commit_is_said()
    {
        var error = new NpgsqlException("broken", new IOException());

        var told = DatabaseErrors.Translate(error, "The store", "adding", isCommitting: true, CancellationToken.None);

        Assert.That(
            told, Is.TypeOf<PostgresConnectionException>().With.Property("IsOutcomeUnknown").True.And.Message.Contains("not known"));
        Assert.That(
            DatabaseErrors.Translate(new InvalidOperationException(), "", "", isCommitting: false, CancellationToken.None), Is.Null);
    }

    [Test]
    public void Of_those_who_add_the_same_id_one_does()
    {
        var store = CreateStore(2);
        var won = 0;
        var duplicates = 0;

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            try
            {
                store.Add([Make(i / 4, "blork", [1, 2]), Make(1000 + (i / 4), "crund")]);
                Interlocked.Increment(ref won);
            }
            catch (DuplicatePassageException error) when (error.Row == 0 && error.Id == i / 4)
            {
                Interlocked.Increment(ref duplicates);
            }
        });

        Assert.That((won, duplicates), Is.EqualTo((100, 300)));
        Assert.That(store.Count(), Is.EqualTo(200));
    }

    [Test]
    public void Replacing_and_removing_in_any_order_wait_for_each_other()
    {
        var store = CreateStore();
        var ids = Enumerable.Range(0, 50).ToArray();

        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var random = new Random(i);
            var mine = ids.ToArray();
            random.Shuffle(mine);
            if (i % 3 == 0)
                store.Remove([.. mine.Select(id => (long)id)]);
            else
                store.Upsert([.. mine.Select(id => Make(id, $"blork {i}"))]);
            Assert.That(store.Enumerate().Select(passage => passage.Text).Distinct().Count(), Is.LessThanOrEqualTo(1));
        });
    }

    /// <summary>Every batch is there as a whole or not at all, and what the process said was there is.</summary>
    [Test]
    [Category("Slow")]
    public void Killed_process_leaves_whole_batches()
    {
        var store = CreateStore(2);
        var next = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
                [typeof(Program).Assembly.Location, ConnectionString, store.Name, next.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
            })!;
            var said = long.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            Thread.Sleep(new Random(kill).Next(60));
            process.Kill();
            while (process.StandardOutput.ReadLine() is { } line)
                said = Math.Max(said, long.TryParse(line, CultureInfo.InvariantCulture, out var batch) ? batch : said);
            process.WaitForExit();
            WaitForOthersToEnd();

            var counts = store.Enumerate().GroupBy(passage => (long)passage.Metadata["batch"].Number!)
                .ToDictionary(g => g.Key, g => g.Count());
            Assert.That(counts.Values, Is.All.EqualTo(Program.BatchSize));
            Assert.That(counts, Does.ContainKey(said));
            Assert.That(counts.Keys.Order(), Is.EqualTo(Enumerable.Range(0, counts.Count)));
            Assert.That(
                store.Search([new PassageQuery("batch")], new PassageSearchOptions { TopK = 1_000_000 })[0],
                Has.Count.EqualTo(store.Count()));
            next = counts.Count;
        }
    }

    // Ends the connections of the stores, not those of this class.
    private int Terminate(bool onlyWaiting = false)
    {
        using var command = Source.CreateCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            + (onlyWaiting ? "AND wait_event_type = 'Lock'" : "AND backend_xid IS NOT NULL OR query LIKE 'COPY%'"));
        var count = 0;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            count++;
        Thread.Sleep(50);
        return count;
    }

    private NpgsqlConnection Block(PostgresPassageStore store, string mode)
    {
        var connection = Source.OpenConnection();
        using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE \"{store.Name}\" IN {mode} MODE", connection);
        command.ExecuteNonQuery();
        return connection;
    }

    private void WaitForWaiting() => WaitFor(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", count => count > 0);

    private void WaitForOthersToEnd() => WaitFor(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()",
        count => count == 0);

    private void WaitFor(string sql, Func<long, bool> isReached)
    {
        var watch = Stopwatch.StartNew();
        while (!isReached((long)Scalar(sql)!))
        {
            if (watch.Elapsed > s_soon)
                Assert.Fail($"Waited for nothing: {sql}");
            Thread.Sleep(10);
        }
    }

    /// <summary>Something happens as a passage is copied: when it is read for the last time.</summary>
    private sealed class KilledOnce(IReadOnlyList<Passage> passages, int at, Action happen) : IReadOnlyList<Passage>
    {
        private bool _isCopying;

        public int Count => passages.Count;

        public Passage this[int index]
        {
            get
            {
                // The checks before read all of them from the first to the last, maybe twice; copying is what the database sees.
                var stack = _isCopying || index == at ? new StackTrace().ToString() : "";
                if (index == at && stack.Contains("PostgresPassageStore.Copy", StringComparison.Ordinal) && !_isCopying)
                {
                    _isCopying = true;
                    happen();
                }

                return passages[index];
            }
        }

        public IEnumerator<Passage> GetEnumerator() => passages.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
