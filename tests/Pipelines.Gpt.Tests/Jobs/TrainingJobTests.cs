using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

public class TrainingJobTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("job-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task AJobFitsInTheBackgroundAndSaves()
    {
        using var host = Build(o => o.Steps = 8);
        var status = host.Services.GetRequiredKeyedService<ITrainingJobStatus>("toy");
        Assert.That(status.State, Is.EqualTo(TrainingJobState.Waiting));
        await host.StartAsync();
        var fitted = await status.Completion.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(status.State, Is.EqualTo(TrainingJobState.Completed));
        Assert.That(((TransformerChain<PretrainTransformer>)fitted).LastTransformer.Result!.Steps, Is.EqualTo(8));
        Assert.That(status.Progress, Is.TypeOf<TrainingProgress>().Or.TypeOf<FitProgress>());
        Assert.That(File.Exists(Path.Combine(_folder, "toy.pipeline")));
        Assert.That((await Health(host)).Status, Is.EqualTo(HealthStatus.Healthy));
        await host.StopAsync();

        using var again = Build(o => o.Steps = 8, skipIfSaved: true);
        await again.StartAsync();
        var opened = again.Services.GetRequiredKeyedService<ITrainingJobStatus>("toy");
        await opened.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(opened.Progress, Is.Null, "nothing was fitted");
        await again.StopAsync();
    }

    [Test]
    public async Task AStoppedJobLeavesACheckpointAndResumes()
    {
        using var reached = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var checkpoints = Path.Combine(_folder, "checkpoints");
        using (var host = Build(o => (o.Steps, o.CheckpointFolder, o.Resume, o.StopWhen) = (12, checkpoints, true, p =>
        {
            if (p.Step == 5)
            {
                reached.Set();
                goOn.Wait();
            }

            return false;
        }
        )))
        {
            await host.StartAsync();
            var status = host.Services.GetRequiredKeyedService<ITrainingJobStatus>("toy");
            Assert.That(reached.Wait(TimeSpan.FromSeconds(60)));
            Assert.That(status.State, Is.EqualTo(TrainingJobState.Running));
            var stopping = Task.Run(() => host.StopAsync());
            Thread.Sleep(500);
            goOn.Set();
            await stopping;
            Assert.That(() => status.State, Is.EqualTo(TrainingJobState.Stopped).After(5000, 10));
            Assert.That(async () => await status.Completion, Throws.InstanceOf<OperationCanceledException>());
            Assert.That((await Health(host)).Status, Is.EqualTo(HealthStatus.Degraded));
        }

        Assert.That(Directory.EnumerateFileSystemEntries(checkpoints), Is.Not.Empty);
        using var second = Build(o => (o.Steps, o.CheckpointFolder, o.Resume) = (12, checkpoints, true));
        await second.StartAsync();
        var resumed = (TransformerChain<PretrainTransformer>)await second.Services.GetRequiredKeyedService<ITrainingJobStatus>("toy")
            .Completion.WaitAsync(TimeSpan.FromSeconds(60));
        using var context = PretrainTestBed.CreateContext();
        using var straight = PretrainTestBed.Fit(context, o => o.Steps = 12);
        Assert.That(PretrainTestBed.Weights(resumed), Is.EqualTo(PretrainTestBed.Weights(straight)), "as if it had not been stopped");
        await second.StopAsync();
    }

    [Test]
    public async Task AFailedJobLeavesTheHostRunningAndTells()
    {
        using var host = Build(o => o.StopWhen = _ => throw new PipelineException("no more room"));
        await host.StartAsync();
        var status = host.Services.GetRequiredKeyedService<ITrainingJobStatus>("toy");
        Assert.That(async () => await status.Completion.WaitAsync(TimeSpan.FromSeconds(60)), Throws.InstanceOf<PipelineException>());
        Assert.That(status.State, Is.EqualTo(TrainingJobState.Failed));
        Assert.That(status.Error!.Message, Does.Contain("no more room"));
        var health = await Health(host);
        Assert.That(health.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(health.Entries["toy"].Description, Does.Contain("no more room"));
        Assert.That(health.Entries["toy"].Data["state"], Is.EqualTo("Failed"));
        Assert.That(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, Is.False);
        await host.StopAsync();
    }

    [Test]
    public void ANameStandsForOneJob()
    {
        var builder = new ServiceCollection().AddPipelines().AddTrainingJob("a", _ => null!);
        Assert.That(() => builder.AddTrainingJob("a", _ => null!), Throws.InvalidOperationException.With.Message.Contains("'a'"));
    }

    private static Task<HealthReport> Health(IHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    private IHost Build(Action<PretrainOptions> configure, bool skipIfSaved = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPipelines().AddGpt().ConfigureEngine(o => o.ThreadCount = 1).ConfigureContext(o => o.Seed = 1)
            .AddTrainingJob("toy", services => new TrainingJob(
                PretrainTestBed.Pipeline(services.GetRequiredService<PipelineContext>(), configure), PretrainTestBed.Tokens())
            {
                Validation = PretrainTestBed.Tokens(500, seed: 6),
                SavePath = Path.Combine(_folder, "toy.pipeline"),
                SkipIfSaved = skipIfSaved,
            });
        builder.Services.AddHealthChecks().AddTrainingJob("toy");
        return builder.Build();
    }
}
