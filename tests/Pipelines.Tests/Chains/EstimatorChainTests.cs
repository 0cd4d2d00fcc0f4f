using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipelines.Testing;

namespace Pipelines.Tests;

[TestFixture]
public class EstimatorChainTests
{
    private PipelineContext _context = null!;

    private static TestView Data => new TestView().Add("N", 1, 2, 3, 4, 10);

    [SetUp]
    public void SetUp() => _context = PipelineContext.Create(p => p.AddTestStages());

    [TearDown]
    public void TearDown() => _context.Dispose();

    [Test]
    public void Each_stage_is_fitted_on_what_those_before_it_make()
    {
        var chain = _context.Transforms.Add(o => o.Amount = 10).Append(new BelowMeanEstimator("Sum"));

        var fitted = chain.Fit(Data);

        Assert.That(fitted.LastTransformer.Mean, Is.EqualTo(14));
        Assert.That(fitted.Transform(Data).GetColumn<int>("Sum"), Is.EqualTo([11, 12, 13, 14]));
    }

    [Test]
    public void A_missing_column_names_the_stage_and_its_place_before_anything_is_read()
    {
        var data = Data;
        var chain = _context.Transforms.Add().Append(new BelowMeanEstimator("N")).Append(new BelowMeanEstimator("Smu"));

        Assert.That(() => chain.Fit(data), Throws.TypeOf<SchemaException>()
            .With.Message.StartsWith("Stage 3 of 3, BelowMeanEstimator: Column 'Smu' of type Int32 is not in the input.")
            .And.Message.Contains("Did you mean 'Sum'?").And.Property("Stage").EqualTo("BelowMeanEstimator"));
        Assert.That(data.CursorsOpened, Is.Zero);
    }

    [Test]
    public void A_chain_in_a_chain_is_named_from_outside_in()
    {
        var inner = _context.Transforms.Add().Append(new BelowMeanEstimator("Nope"));

        Assert.That(() => _context.Transforms.Add().Append(inner).GetOutputSchema(Data.Schema),
            Throws.TypeOf<SchemaException>().With.Message.StartsWith("Stage 2 of 2, Stage 2 of 2, BelowMeanEstimator: "));
    }

    [Test]
    public void Training_stages_leave_the_fitted_chain()
    {
        var chain = new BelowMeanEstimator("N").Append(new BelowMeanEstimator("N"), TransformerScope.Training)
            .Append(new BelowMeanEstimator("N"));

        var fitted = chain.Fit(Data);

        Assert.Multiple(() =>
        {
            Assert.That(fitted.Cast<BelowMeanTransformer>().Select(t => t.Mean), Is.EqualTo([4.0, 1.5]));
            Assert.That(chain.Scopes, Is.EqualTo([TransformerScope.Everything, TransformerScope.Training, TransformerScope.Everything]));
        });
    }

    [Test]
    public void A_stage_that_needs_at_scoring_what_only_a_training_stage_makes_is_found_before_anything_is_read()
    {
        var data = Data;
        var chain = new EstimatorChain<ITransformer>().Append(_context.Transforms.Add(), TransformerScope.Training)
            .Append(new BelowMeanEstimator("Sum"));

        Assert.That(() => chain.Fit(data),
            Throws.TypeOf<SchemaException>().With.Message.StartsWith("Stage 2 of 2 when scoring, which goes without AddEstimator, "
                + "BelowMeanEstimator: Column 'Sum'"));
        Assert.That(data.CursorsOpened, Is.Zero);
    }

    [Test]
    public void A_transformer_that_breaks_its_estimators_promise_is_found()
    {
        var chain = new EstimatorChain<ITransformer>().Append(new LyingEstimator());

        Assert.That(() => chain.Fit(Data), Throws.TypeOf<SchemaException>()
            .With.Message.StartsWith("Stage 1 of 1, LyingEstimator: The fitted transformer breaks its estimator's promise: column 'Sum' "
                + "has type Int32, not Text."));
    }

    [Test]
    public void Cancelled_between_stages_the_next_is_not_fitted()
    {
        using var source = new CancellationTokenSource();
        var progress = new Collected(report =>
        {
            if (report.Stage.StartsWith("Stage 1", StringComparison.Ordinal))
                source.Cancel();
        });

        Assert.That(() => _context.Transforms.Add().Append(new BelowMeanEstimator("Sum")).Fit(Data, progress, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(progress.Reports.Select(r => r.Stage), Has.None.StartsWith("Stage 2"));
    }

    [Test]
    public void Progress_names_each_stage_and_keeps_what_it_reports()
    {
        var progress = new Collected(_ => { });

        _context.Transforms.Add().Append(new BelowMeanEstimator("Sum")).Fit(Data, progress);

        Assert.That(progress.Reports.Select(r => (r.Stage, r.Step)), Is.EqualTo(new[]
        {
            ("Stage 1 of 2, AddEstimator", 0L), ("Stage 2 of 2, BelowMeanEstimator", 0L),
            ("Stage 2 of 2, BelowMeanEstimator", 1L), ("Stage 2 of 2, BelowMeanEstimator", 2L), ("Stage 2 of 2, BelowMeanEstimator", 3L),
            ("Stage 2 of 2, BelowMeanEstimator", 4L), ("Stage 2 of 2, BelowMeanEstimator", 5L),
        }));
    }

    [Test]
    public void Without_a_checkpoint_each_pass_computes_with_one_all_share_it([Values] bool cached)
    {
        var data = Data;
        IEstimator<ITransformer> twice = new BelowMeanEstimator("Sum").Append(new BelowMeanEstimator("Sum"))
            .Append(new BelowMeanEstimator("Sum"));
        var chain = cached
            ? _context.Transforms.Add().AppendCacheCheckpoint(_context).Append(twice)
            : _context.Transforms.Add().Append(twice);

        chain.Fit(data);

        Assert.That(data.ValuesRead("N"), cached ? Is.EqualTo(5) : Is.GreaterThan(5));
    }

    [Test]
    public void Validation_data_goes_through_the_testing_stages()
    {
        var validated = new ValidatedEstimator("Sum");
        var chain = _context.Transforms.Add(o => o.Amount = 1).Append(new BelowMeanEstimator("N"), TransformerScope.Training)
            .Append(validated);

        chain.Fit(Data, new TestView().Add("N", 100, 200));

        Assert.That(validated.Seen, Is.EqualTo([101, 201]));
    }

    [Test]
    public void A_chain_that_ends_in_a_testing_stage_has_no_last_transformer_without_validation_data()
    {
        var chain = _context.Transforms.Add().Append(new BelowMeanEstimator("Sum"), TransformerScope.Testing);

        var fitted = chain.Fit(Data);

        Assert.Multiple(() =>
        {
            Assert.That(fitted, Has.Count.EqualTo(1));
            Assert.That(() => fitted.LastTransformer, Throws.InvalidOperationException);
            Assert.That(chain.Fit(Data, new TestView().Add("N", 1, 3)).LastTransformer.Mean, Is.EqualTo(3));
        });
    }

    [Test]
    public void Stages_are_disposed_where_a_later_one_fails()
    {
        var first = new DisposableTransformer();
        var chain = new EstimatorChain<ITransformer>().Append(new TrivialEstimator<DisposableTransformer>(first)).Append(new FailingEstimator());

        Assert.That(() => chain.Fit(Data), Throws.InstanceOf<PipelineException>());
        Assert.That(first.IsDisposed, Is.True);
    }

    [Test]
    public void Fitting_is_logged_with_stable_event_ids()
    {
        var log = new LogLines();
        using var loggers = new LoggerFactory([log]);
        var chain = _context.Transforms.Add().Append(new BelowMeanEstimator("Sum")).WithLogging(loggers);

        chain.Fit(Data);

        Assert.That(log.Lines.Select(line => (line.Category, line.Id)), Is.EqualTo(new[]
        {
            (typeof(AddEstimator).FullName, 1000), (typeof(AddEstimator).FullName, 1001),
            (typeof(BelowMeanEstimator).FullName, 1000), (typeof(BelowMeanEstimator).FullName, 1001),
        }));
        Assert.That(log.Lines[^1].Text, Does.Match(@"^Stage 2 of 2, BelowMeanEstimator: fitted in \d+\.\d{3} s\.$"));
    }

    [Test]
    public void An_empty_chain_gives_its_input_back()
    {
        var fitted = new EstimatorChain<ITransformer>().Fit(Data);

        DataViewAssert.AreEqual(Data, fitted.Transform(Data));
        Assert.That(fitted.IsRowToRowMapper, Is.True);
        DataViewAssert.SchemasAreEqual(Data.Schema, fitted.GetRowToRowMapper(Data.Schema).OutputSchema);
    }

    [Test]
    public void Scopes_are_checked() =>
        Assert.That(() => _context.Transforms.Add().Append(new BelowMeanEstimator("N"), TransformerScope.None),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    private sealed class LyingEstimator : IEstimator<AddTransformer>
    {
        public AddTransformer Fit(IDataView data, CancellationToken cancellationToken = default) => new("N", 1);

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema.With("Sum", TextDataViewType.Instance);
    }

    private sealed class DisposableTransformer : ITransformer, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IDataView Transform(IDataView input) => input;

        public void Dispose() => IsDisposed = true;
    }

    private sealed class FailingEstimator : Estimator<AddTransformer>
    {
        protected override AddTransformer FitCore(FitContext context) => throw new PipelineException("It went wrong.");

        protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => input;
    }

    private sealed class ValidatedEstimator(string column) : Estimator<AddTransformer>
    {
        public IReadOnlyList<int> Seen { get; private set; } = [];

        protected override AddTransformer FitCore(FitContext context)
        {
            Seen = [.. context.Validation!.GetColumn<int>(column)];
            return new AddTransformer("N", 1);
        }

        protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => input.With("Sum", NumberDataViewType.Int32);
    }

    private sealed class Collected(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public List<FitProgress> Reports { get; } = [];

        public void Report(FitProgress value)
        {
            Reports.Add(value);
            report(value);
        }
    }

    private sealed class LogLines : ILoggerProvider
    {
        public List<(string Category, int Id, string Text)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(LogLines owner, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                owner.Lines.Add((category, eventId.Id, formatter(state, exception)));
        }
    }
}
