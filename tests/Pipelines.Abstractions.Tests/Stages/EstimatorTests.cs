using Pipelines.Testing;

namespace Pipelines.Tests;

[TestFixture]
public class EstimatorTests
{
    private static TestView Data => new TestView().Add("N", 1, 2, 3);

    [Test]
    public void Every_form_of_fit_comes_to_the_core_with_what_it_was_given()
    {
        var estimator = new CountingEstimator("N");
        var reports = new List<FitProgress>();
        var progress = new Reports(reports);

        var plain = estimator.Fit(Data);
        var reported = estimator.Fit(Data, progress);
        var validated = estimator.Fit(Data, Data, progress);

        Assert.Multiple(() =>
        {
            Assert.That(new[] { plain.Rows, reported.Rows, validated.Rows }, Is.All.EqualTo(3));
            Assert.That(validated.Validation, Is.True);
            Assert.That(reported.Validation, Is.False);
            Assert.That(reports, Has.Count.EqualTo(6));
            Assert.That(reports[^1], Is.EqualTo(new FitProgress("CountingEstimator", 3, 3, "counting")));
        });
    }

    [Test]
    public void A_schema_that_does_not_fit_is_named_before_anything_is_read()
    {
        var data = Data;

        Assert.Multiple(() =>
        {
            Assert.That(() => new CountingEstimator("M").Fit(data), Throws.TypeOf<SchemaException>()
                .With.Message.StartsWith("CountingEstimator: Column 'M' of type Int32 is not in the input. Columns there: N."));
            Assert.That(() => new CountingEstimator("N").Fit(data, new TestView().Add("M", 1)), Throws.TypeOf<SchemaException>());
            Assert.That(data.CursorsOpened, Is.Zero);
        });
    }

    [Test]
    public void A_report_stops_where_that_was_asked_for()
    {
        using var source = new CancellationTokenSource();
        var data = Data;
        var progress = new Reports([], () => source.Cancel());

        Assert.That(() => new CountingEstimator("N").Fit(data, progress, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(data.RowsRead, Is.EqualTo(2));
    }

    [Test]
    public void A_trivial_estimator_gives_its_transformer_and_errors_in_its_own_name()
    {
        var transformer = new CountingTransformer(1, false);
        var plain = new TrivialEstimator<CountingTransformer>(transformer);
        var named = new NamedEstimator();

        Assert.Multiple(() =>
        {
            Assert.That(plain.Fit(Data), Is.SameAs(transformer));
            Assert.That(() => plain.Fit(new TestView().Add("X", 1)),
                Throws.TypeOf<SchemaException>().With.Message.StartsWith("CountingTransformer: Column 'N'"));
            Assert.That(() => named.Fit(new TestView().Add("X", 1)),
                Throws.TypeOf<SchemaException>().With.Message.StartsWith("NamedEstimator: Column 'N'"));
        });
    }

    private sealed class NamedEstimator() : TrivialEstimator<CountingTransformer>(new CountingTransformer(0, false));

    private sealed record CountingTransformer(int Rows, bool Validation) : RowToRowTransformer
    {
        protected override void Map(RowMapperBuilder map) => map.Require<int>("N");
    }

    private sealed class CountingEstimator(string column) : Estimator<CountingTransformer>
    {
        protected override CountingTransformer FitCore(FitContext context)
        {
            using var cursor = context.Data.GetRowCursor([]);
            var rows = 0;
            while (cursor.MoveNext())
                context.Report(++rows, context.Data.GetRowCount(), "counting");
            return new CountingTransformer(rows, context.Validation is not null);
        }

        protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => input.Require<int>(column);
    }

    private sealed class Reports(List<FitProgress> reports, Action? then = null) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            reports.Add(value);
            then?.Invoke();
        }
    }
}
