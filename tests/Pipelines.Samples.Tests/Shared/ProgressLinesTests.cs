using Pipelines.Training;

namespace Pipelines.Samples.Tests.Shared;

public class ProgressLinesTests
{
    [Test]
    public void TellsTheFirstTheLastAndTheMeasuredSteps()
    {
        using var output = new StringWriter();
        var console = new SampleConsole(output, TextWriter.Null, isInteractive: false);
        console.ShowProgress(progress =>
        {
            progress.Report(new FitProgress("Stage 1 of 2, TokenizeEstimator", 10, null, "reading"));
            for (var step = 1; step <= 40; step++)
                progress.Report(
                    new TrainingProgress("Pretrain", step, 40, 5.0 / step, 1e-3, 1, step * 768, 12345.6, step == 20 ? 0.75 : null));
            return 0;
        });

        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.That(lines, Has.Length.EqualTo(4));
        Assert.That(lines[0], Is.EqualTo("Tokenize 10  reading"));
        Assert.That(lines[1], Is.EqualTo("Pretrain 1/40  loss 5.0000 · 12,346 tokens/s"));
        Assert.That(lines[2], Does.StartWith("Pretrain 20/40  loss 0.2500 · validation 0.7500 · 12,346 tokens/s · ").And.EndWith(" left"));
        Assert.That(lines[3], Is.EqualTo("Pretrain 40/40  loss 0.1250 · validation 0.7500 · 12,346 tokens/s · 0:00 left"));
    }

    [Test]
    public void StepsBeforeAResumeDoNotShortenTheTimeThatIsLeft()
    {
        using var output = new StringWriter();
        var console = new SampleConsole(output, TextWriter.Null, isInteractive: false);
        console.ShowProgress(progress =>
        {
            progress.Report(new FitProgress("Stage 2 of 2, PretrainEstimator", 0, null));
            progress.Report(new TrainingProgress("Stage 2 of 2, PretrainEstimator", 501, 600, 1, 1e-3, 1, 1, 1));
            Thread.Sleep(50);
            progress.Report(new TrainingProgress("Stage 2 of 2, PretrainEstimator", 502, 600, 1, 1e-3, 1, 1, 1, 0.5));
            return 0;
        });
        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.That(lines[1], Does.StartWith("Pretrain 501/600"), "the first step that knows how many there are");
        Assert.That(lines[2], Does.StartWith("Pretrain 502/600").And.Not.Contain("0:00 left"), "98 more at 50 ms or more each");
    }

    [Test]
    public void WorkInPartsTellsItsRateAndTheTimeLeft()
    {
        using var output = new StringWriter();
        var console = new SampleConsole(output, TextWriter.Null, isInteractive: false);
        var firsts = new List<int>();
        var results = console.InParts("Answer", Enumerable.Range(0, 10).ToArray(), 4, (part, first) =>
        {
            firsts.Add(first);
            return part.Select(i => i * i).ToArray();
        }, CancellationToken.None);
        Assert.That(results, Is.EqualTo(Enumerable.Range(0, 10).Select(i => i * i)));
        Assert.That(firsts, Is.EqualTo([0, 4, 8]));
        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.That(lines[0], Is.EqualTo("Answer 0/10"));
        Assert.That(lines[^1], Does.Match(@"^Answer 10/10  [\d,.]+/s · 0:00 left$"));
    }

    [Test]
    public void WorkInPartsStopsBetweenThem()
    {
        var console = new SampleConsole(TextWriter.Null, TextWriter.Null, isInteractive: false);
        using var stop = new CancellationTokenSource();
        var parts = 0;
        Assert.That(
            () => console.InParts("Answer", new int[10], 2, (part, _) =>
            {
                if (++parts == 2)
                    stop.Cancel();
                return part;
            }, stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(parts, Is.EqualTo(2));
    }

    [Test]
    public void RowsAreComputedOnceWhileTheirNumberIsShown()
    {
        using var output = new StringWriter();
        var console = new SampleConsole(output, TextWriter.Null, isInteractive: false);
        using var context = PipelineContext.Create(_ => { });
        var computed = 0;
        var rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(i => new Row($"row {i}", i)).ToArray());
        var counted = context.Data.FilterRows<int>(rows, nameof(Row.Number), _ => ++computed > 0);
        var cached = console.CacheRows(context.Data, "Read", counted, CancellationToken.None);
        Assert.That(cached.GetColumn<int>(nameof(Row.Number)), Is.EqualTo(Enumerable.Range(0, 5)));
        Assert.That(cached.GetColumn<string>(nameof(Row.Text)).Last(), Is.EqualTo("row 4"));
        Assert.That(computed, Is.EqualTo(5));
        Assert.That(output.ToString(), Does.StartWith("Read 1"));
    }

    [Test]
    public void DrawsABarForAPersonToWatch()
    {
        using var output = new StringWriter();
        var console = new SampleConsole(output, TextWriter.Null, isInteractive: true);
        var result = console.ShowProgress(progress =>
        {
            for (var step = 1; step <= 10; step++)
                progress.Report(new TrainingProgress("Pretrain [nano]", step, 10, 1.5, 1e-3, 1, step, 999, null));
            return 42;
        });
        Assert.That(result, Is.EqualTo(42));
        Assert.That(output.ToString(), Does.Contain("Pretrain [nano]").And.Contain("100%").And.Contain("loss 1.5000"));
    }

    [Test]
    public void WhatTheWorkThrowsComesThrough([Values] bool isInteractive)
    {
        var console = new SampleConsole(new StringWriter(), TextWriter.Null, isInteractive);
        Assert.That(() => console.ShowProgress<int>(_ => throw new PipelineException("no")), Throws.TypeOf<PipelineException>());
    }

    private sealed record Row(string Text, int Number);
}
