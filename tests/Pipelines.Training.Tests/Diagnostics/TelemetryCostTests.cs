namespace Pipelines.Training.Tests;

[NonParallelizable]
public class TelemetryCostTests
{
    [Test]
    public void NobodyListeningCostsNothing()
    {
        var step = new TrainingProgress("stage", 1, 10, 1, 1e-3, 1, 64, 100, 2);
        var settings = GenerationSettings.Resolve(null, null);
        Measure(step, settings);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Measure(step, settings);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        static void Measure(TrainingProgress step, GenerationSettings settings)
        {
            TrainingTelemetry.StartRun("stage")?.Dispose();
            TrainingTelemetry.Stepped(step, 64, TimeSpan.FromMilliseconds(1));
            GenerationTelemetry.Waiting(1);
            GenerationTelemetry.Waiting(-1);
            var activity = GenerationTelemetry.Start(settings);
            GenerationTelemetry.FirstToken(0);
            GenerationTelemetry.Finished(activity, 0, 1, 2, FinishReason.Length);
        }
    }
}
