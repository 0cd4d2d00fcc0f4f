using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>Several adapters at the same time on one base.</summary>
public class RowAdapterTests
{
    private const int AdapterCount = 8;

    private CpuBackend _backend = null!;
    private GptModel _model = null!;

    [SetUp]
    public void Create()
    {
        _backend = new CpuBackend(2);
        _model = TestModels.Create(_backend, tied: false);
    }

    [TearDown]
    public void Delete()
    {
        _model.Dispose();
        var left = _backend.Memory.TensorsInUse;
        _backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }

    [Test]
    public async Task ConcurrentRequestsWithAdaptersOfTheirOwnEqualTheirSoloRuns()
    {
        var adapters = Attach();
        var generator = new TokenGenerator(_model);
        var requests = Enumerable.Range(0, 64).Select(i => new PromptTokens([1 + i % 5, 2 + i % 9, i % 13])
        {
            Adapter = (i % (AdapterCount + 1)) is var a && a == AdapterCount ? RowAdapters.None : Name(a),
        }).ToArray();
        var alone = requests.Select((r, i) =>
        {
            adapters.ActivateFrozen(r.Adapter == RowAdapters.None ? [] : [r.Adapter!]);
            return generator.Generate([new PromptTokens(r.Ids)], Options(i), (ulong)i).Sequences[0].Tokens.ToArray();
        }).ToArray();
        adapters.ActivateFrozen(Name(3));
        var bytes = _backend.Memory.BytesInUse;
        GeneratedSequence[] together;
        using (var queue = new GenerationQueue(generator))
        {
            together = await Task.WhenAll(requests.Select((r, i) => Task.Run(() => queue.GenerateAsync(r, Options(i), (ulong)i))));
        }

        Assert.Multiple(() =>
        {
            for (var i = 0; i < requests.Length; i++)
                Assert.That(together[i].Tokens.ToArray(), Is.EqualTo(alone[i]), $"request {i} with '{requests[i].Adapter}'");
            Assert.That(alone.Select(t => string.Join(' ', t[3..])).Distinct().Count(), Is.GreaterThan(30), "the adapters differ");
            Assert.That(_backend.Memory.BytesInUse, Is.EqualTo(bytes), "nothing stays");
        });
    }

    [Test]
    public void NoWeightOfTheBaseIsCopied()
    {
        var before = _backend.Memory.BytesInUse;
        var adapters = Attach();
        var own = _model.NamedParameters().Where(p => p.Name.Contains("lora_", StringComparison.Ordinal)).Sum(p => p.Parameter.Value.ByteCount);
        // Blocks of the pool are rounded up.
        Assert.That(_backend.Memory.BytesInUse - before, Is.LessThanOrEqualTo(2 * own + 1024 * 64));
        adapters.ActivateFrozen();
        using var session = _model.StartDecoding(AdapterCount);
        var logits = new float[AdapterCount * TestModels.VocabularySize];
        for (var i = 0; i < AdapterCount; i++)
        {
            session.SetAdapter(i, Name(i));
            session.Append(i, [1, 2], []);
        }

        var used = _backend.Memory.BytesInUse;
        session.AppendEach([.. Enumerable.Range(0, AdapterCount)], new int[AdapterCount], logits);
        Assert.That(_backend.Memory.BytesInUse, Is.EqualTo(used));
    }

    [Test]
    public void BatchesMixAdaptersAndSeveralSequencesOfAPrompt()
    {
        var adapters = Attach();
        var generator = new TokenGenerator(_model);
        var options = new GenerationOptions { MaximumNewTokens = 6, BeamCount = 3, SequenceCount = 2, EndIds = [] };
        PromptTokens[] prompts = [new([1, 2, 3]) { Adapter = Name(0) }, new([1, 2, 3]) { Adapter = Name(1) }, new([1, 2, 3])];
        adapters.ActivateFrozen(Name(2));
        var together = generator.Generate(prompts, options).Sequences;
        for (var i = 0; i < 3; i++)
        {
            adapters.ActivateFrozen(Name(i));
            var alone = generator.Generate([new PromptTokens([1, 2, 3])], options).Sequences;
            for (var k = 0; k < 2; k++)
                Assert.That(together[2 * i + k].Tokens.ToArray(), Is.EqualTo(alone[k].Tokens.ToArray()));
        }
    }

    [Test]
    public void ASequenceCannotHaveAnAdapterThatIsNotThereOrChangesTheBase()
    {
        _model.Attach(new LoraOptions { TargetModules = ["c_attn"], Bias = LoraBias.All, Initialization = LoraInitialization.Random }, "biases");
        using var session = _model.StartDecoding(1);
        Assert.That(() => session.SetAdapter(0, "biases"), Throws.TypeOf<PipelineException>().With.Message.Contains("biases"));
        Assert.That(() => session.SetAdapter(0, "missing"), Throws.TypeOf<PipelineException>().With.Message.Contains("missing"));
        session.Append(0, [1], []);
        Assert.That(() => session.SetAdapter(0, null), Throws.InvalidOperationException);
    }

    private static string Name(int i) => $"customer-{i}";

    private static GenerationOptions Options(int i) => new()
    {
        MaximumNewTokens = 4 + i % 9,
        Sample = i % 2 == 1,
        Seed = i,
        EndIds = [],
    };

    private LoraAdapters Attach()
    {
        LoraAdapters? adapters = null;
        for (var i = 0; i < AdapterCount; i++)
        {
            adapters = _model.Attach(
                new LoraOptions
                {
                    Rank = 1 + i % 4,
                    Alpha = 16,
                    TargetModules = i % 3 == 0 ? ["c_attn", "c_fc"] : i % 3 == 1 ? ["wte", "c_proj", "lm_head"] : ["all-linear"],
                    Initialization = LoraInitialization.Random,
                    UseDora = i == 5,
                },
                Name(i), seed: i);
        }

        return adapters!;
    }
}
