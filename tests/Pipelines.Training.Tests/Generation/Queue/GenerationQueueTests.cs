namespace Pipelines.Training.Tests;

public class GenerationQueueTests
{
    private static readonly FakeModel Model = FakeModel.Random(23, blockSize: 64);

    [Test]
    public async Task RequestsOfManyThreadsGiveWhatTheyGiveAlone()
    {
        var generator = new TokenGenerator(Model);
        var requests = Enumerable.Range(0, 120).Select(i => (Prompt: Prompt(i), Options: Options(i))).ToArray();
        var alone = requests.Select((r, i) => generator.Generate([r.Prompt], r.Options, firstStream: (ulong)i).Sequences[0]).ToArray();
        var before = Model.PassCount;
        GeneratedSequence[] together;
        using (var queue = new GenerationQueue(generator, new GenerationQueueOptions { MaximumBatchSize = 5 }))
        {
            together = await Task.WhenAll(requests.Select((r, i) => Task.Run(() => queue.GenerateAsync(r.Prompt, r.Options, (ulong)i))));
        }

        for (var i = 0; i < requests.Length; i++)
        {
            Assert.That(together[i].Tokens.ToArray(), Is.EqualTo(alone[i].Tokens.ToArray()), $"request {i}");
            Assert.That(together[i].FinishReason, Is.EqualTo(alone[i].FinishReason), $"request {i}");
        }

        Assert.That(Model.PassCount - before, Is.GreaterThan(0));
    }

    [Test]
    public async Task AWrongRequestFailsAloneAndTheOthersGoOn()
    {
        using var queue = new GenerationQueue(new TokenGenerator(Model));
        var good = queue.GenerateAsync(Prompt(1), Options(0));
        var unknown = queue.GenerateAsync(new PromptTokens([99]), Options(0));
        var adapter = queue.GenerateAsync(new PromptTokens([1, 2]) { Adapter = "none-there" }, Options(0));
        var another = queue.GenerateAsync(Prompt(2), Options(0));
        Assert.That(async () => await unknown, Throws.TypeOf<PipelineException>().With.Message.Contains("99"));
        Assert.That(async () => await adapter, Throws.TypeOf<NotSupportedException>());
        Assert.That((await good).NewTokens.Count(), Is.GreaterThan(0));
        Assert.That((await another).NewTokens.Count(), Is.GreaterThan(0));
    }

    [Test]
    public async Task ARequestCanBeCancelledAndTheOthersGoOn()
    {
        using var stop = new CancellationTokenSource();
        using var queue = new GenerationQueue(new TokenGenerator(Model), new GenerationQueueOptions { MaximumBatchSize = 2 });
        var endless = queue.GenerateAsync(
            Prompt(0), new GenerationOptions { MaximumNewTokens = int.MaxValue / 2, EndIds = [] }, cancellationToken: stop.Token);
        var other = await queue.GenerateAsync(Prompt(1), Options(0));
        Assert.That(other.NewTokens.Count(), Is.GreaterThan(0));
        Assert.That(endless.IsCompleted, Is.False);
        await stop.CancelAsync();
        Assert.That(async () => await endless, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void WhatIsNotAnsweredWhenTheQueueIsDisposedIsToldSo()
    {
        var queue = new GenerationQueue(new TokenGenerator(Model), new GenerationQueueOptions { MaximumBatchSize = 1 });
        var endless = new GenerationOptions { MaximumNewTokens = int.MaxValue / 2, EndIds = [] };
        var requests = Enumerable.Range(0, 3).Select(i => queue.GenerateAsync(Prompt(i), endless)).ToArray();
        queue.Dispose();
        foreach (var request in requests)
            Assert.That(async () => await request, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => queue.GenerateAsync(Prompt(0)), Throws.TypeOf<ObjectDisposedException>());
    }

    private static PromptTokens Prompt(int i) => new([.. Enumerable.Range(0, 1 + i % 7).Select(k => (i * 5 + k * 3) % 23)]);

    // Greedy, sampled, beams, contexts that slide, and ends at different lengths.
    private static GenerationOptions Options(int i) => (i % 5) switch
    {
        0 => new GenerationOptions { MaximumNewTokens = 5 + i % 11, EndIds = [] },
        1 => new GenerationOptions { MaximumNewTokens = 20, Sample = true, Temperature = 1.3f, Seed = i, EndIds = [3] },
        2 => new GenerationOptions { MaximumNewTokens = 6, BeamCount = 3, EndIds = [4] },
        3 => new GenerationOptions { MaximumNewTokens = 90, Sample = true, TopK = 5, EndIds = [] },
        _ => new GenerationOptions { MaximumNewTokens = 12, RepetitionPenalty = 1.4f, EndIds = [7, 8] },
    };
}
