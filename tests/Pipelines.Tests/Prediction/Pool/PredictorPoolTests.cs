using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pipelines.Tests;

[TestFixture]
public class PredictorPoolTests
{
    private string _folder = null!;

    private string FilePath => Path.Combine(_folder, "add.pipeline");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("pool-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_fitted_pipeline_predicts()
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddPredictorPool<Input, Output>(_ => new AddTransformer("N", 3), "three");
        using var provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredKeyedService<IPredictorPool<Input, Output>>("three");

        Assert.That(pool.Predict(new Input { N = 4 }).Sum, Is.EqualTo(7));
        Assert.That(pool.Reload(), Is.False);
        Assert.That(pool.Version, Is.EqualTo(1));
    }

    [Test]
    public void A_replaced_file_is_taken_and_a_broken_one_is_not()
    {
        Save(1);
        var log = new Lines();
        using var provider = Provide(log, TimeSpan.Zero);
        var pool = provider.GetRequiredService<IPredictorPool<Input, Output>>();
        Assert.That(pool.Predict(new Input { N = 1 }).Sum, Is.EqualTo(2));
        Assert.That(pool.Reload(), Is.False, "nothing changed");

        Save(100);
        Assert.That(pool.Reload(), Is.True);
        Assert.That(pool.Predict(new Input { N = 1 }).Sum, Is.EqualTo(101));
        Assert.That(pool.Version, Is.EqualTo(2));

        File.WriteAllText(FilePath, "this is no pipeline");
        Assert.That(pool.Reload(), Is.False);
        Assert.That(pool.Predict(new Input { N = 1 }).Sum, Is.EqualTo(101), "the one before goes on");
        Assert.That(log.Events, Is.EqualTo(new[] { 1300, 1301 }));

        Save(7);
        Assert.That(pool.Reload(), Is.True);
        Assert.That(pool.Predict(new Input { N = 1 }).Sum, Is.EqualTo(8));
        provider.Dispose();
        Assert.That(() => pool.Predict(new Input()), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_file_is_followed_by_itself_and_read_once_it_rests()
    {
        Save(1);
        var log = new Lines();
        using var provider = Provide(log, TimeSpan.FromMilliseconds(20));
        var pool = provider.GetRequiredService<IPredictorPool<Input, Output>>();
        Assert.That(pool.Predict(new Input { N = 1 }).Sum, Is.EqualTo(2));

        File.WriteAllText(FilePath, "half a file");
        Assert.That(() => log.Events, Has.Member(1301).After(5000, 10));
        Thread.Sleep(150);
        Assert.That(log.Events.Count(e => e == 1301), Is.EqualTo(1), "what is broken is not read again until it changes");
        Save(50);
        Assert.That(() => pool.Predict(new Input { N = 1 }).Sum, Is.EqualTo(51).After(5000, 10));
        File.Delete(FilePath);
        Assert.That(() => log.Events, Has.Member(1302).After(5000, 10));
        Assert.That(pool.Predict(new Input { N = 1 }).Sum, Is.EqualTo(51));
    }

    [Test]
    public void A_missing_or_unfit_file_is_told_when_the_pool_is_made()
    {
        using var provider = Provide(new Lines(), TimeSpan.Zero);
        Assert.That(() => provider.GetRequiredService<IPredictorPool<Input, Output>>(), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void Eight_threads_predict_right_while_the_file_is_replaced()
    {
        Save(0);
        using var provider = Provide(new Lines(), TimeSpan.Zero);
        var pool = provider.GetRequiredService<IPredictorPool<Input, Output>>();
        var done = false;
        var (wrong, count) = (0, 0L);
        var threads = Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            var n = t;
            while (!Volatile.Read(ref done))
            {
                var given = pool.Predict(new Input { N = n }).Sum - n;
                if (given % 1000 != 0 || given is < 0 or > 20_000)
                    Interlocked.Increment(ref wrong);
                n = (n + 8) % 1000;
                Interlocked.Increment(ref count);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        for (var version = 1; version <= 20; version++)
        {
            Save(version * 1000);
            Assert.That(pool.Reload(), Is.True);
        }

        Volatile.Write(ref done, true);
        threads.ForEach(thread => thread.Join());
        Assert.That(wrong, Is.Zero);
        Assert.That(count, Is.GreaterThan(100));
        Assert.That(pool.Predict(new Input { N = 5 }).Sum, Is.EqualTo(20_005));
    }

    [Test]
    public void A_prediction_into_an_object_allocates_nothing()
    {
        Save(1);
        using var provider = Provide(new Lines(), TimeSpan.Zero);
        var pool = provider.GetRequiredService<IPredictorPool<Input, Output>>();
        var (input, output) = (new Input { N = 1 }, new Output());
        for (var i = 0; i < 200; i++)
            pool.Predict(input, ref output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            pool.Predict(input, ref output);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1000));
    }

    private ServiceProvider Provide(Lines log, TimeSpan interval)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddPipelines().AddTestStages().AddPredictorPool<Input, Output>(FilePath, o => o.CheckInterval = interval);
        return services.BuildServiceProvider();
    }

    private void Save(int amount)
    {
        using var context = PipelineContext.Create(p => p.AddTestStages());
        context.Model.Save(new AddTransformer("N", amount), FilePath);

        // File systems keep times coarsely; a file of the same size needs another time to be another one.
        File.SetLastWriteTimeUtc(FilePath, DateTime.UnixEpoch.AddDays(1 + amount));
    }

    public sealed class Input
    {
        public int N { get; set; }
    }

    public sealed class Output
    {
        public int Sum { get; set; }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<int> _events = [];

        public int[] Events
        {
            get
            {
                lock (_events)
                    return [.. _events];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_events)
                _events.Add(eventId.Id);
        }

        public void Dispose()
        {
        }
    }
}
