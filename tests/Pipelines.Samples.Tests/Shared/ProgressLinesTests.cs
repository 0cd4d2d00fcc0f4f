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
                progress.Report(new TrainingProgress("Pretrain", step, 40, 5.0 / step, 1e-3, 1, step * 768, 12345.6, step == 20 ? 0.75 : null));
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
}
