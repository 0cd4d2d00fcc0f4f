using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pipelines.Testing;

namespace Pipelines.Tests;

[TestFixture]
[NonParallelizable]
public class ChainTelemetryTests
{
    [Test]
    public void Fitting_and_transforming_show_their_stages()
    {
        var activities = new List<Activity>();
        var measured = new List<(string Name, double Value, string? Stage)>();
        using var root = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PipelineDiagnostics.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId)
                    activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Meter.Name == PipelineDiagnostics.Name)
                    to.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "pipelines.stage")
                    measured.Add((instrument.Name, value, tag.Value as string));
            }
        });
        meters.Start();

        var chain = new EstimatorChain<AddTransformer>().Append(new AddEstimator(new AddOptions()));
        var data = new TestView().Add("N", 1, 2, 3);
        using (var fitted = chain.Fit(data))
            fitted.Transform(data);

        Assert.That(activities.Select(a => a.OperationName.Split(' ')[0]), Is.EqualTo(new[] { "fit", "transform" }));
        Assert.That(activities[0].OperationName, Does.Contain("Add"));
        Assert.That(activities[0].GetTagItem("pipelines.stage.place"), Is.EqualTo("stage 1 of 1").IgnoreCase);
        Assert.That(measured.Where(m => m.Name == "pipelines.stage.fit.duration" && m.Stage is not null), Is.Not.Empty);
    }

    [Test]
    public void A_stage_that_fails_shows_its_error()
    {
        var activities = new List<Activity>();
        using var root = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PipelineDiagnostics.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId)
                    activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var chain = new EstimatorChain<BelowMeanTransformer>().Append(new Failing());

        Assert.That(() => chain.Fit(new TestView().Add("N", 1)), Throws.InstanceOf<PipelineException>());

        Assert.That(activities.Single().Status, Is.EqualTo(ActivityStatusCode.Error));
        Assert.That(activities.Single().GetTagItem("error.type"), Does.Contain("Exception"));
    }

    private sealed class Failing : Estimator<BelowMeanTransformer>
    {
        protected override BelowMeanTransformer FitCore(FitContext context) => throw new PipelineException("no");

        protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => input;
    }
}
