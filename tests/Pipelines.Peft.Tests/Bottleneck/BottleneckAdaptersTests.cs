using Pipelines.Encoders;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft.Tests;

public class BottleneckAdaptersTests
{
    private CpuBackend _backend = null!;

    [SetUp]
    public void Create() => _backend = new CpuBackend(1);

    [TearDown]
    public void Delete() => _backend.Dispose();

    // 32 wide, 4 times narrower: 32·8 + 8 down and 8·32 + 32 up.
    [TestCase("houlsby", 2 * 2 * (32 * 8 + 8 + 8 * 32 + 32))]
    [TestCase("pfeiffer", 2 * (32 * 8 + 8 + 8 * 32 + 32))]
    [TestCase("named", 32 * 8 + 8 + 8 * 32 + 32)]
    [TestCase("parallel", 2 * (32 * 16 + 16 + 16 * 32 + 32))]
    public void CountsAreThoseOfTwoProjections(string kind, int expected)
    {
        using var model = TestModels.Create(_backend);
        Assert.That(MethodCases.Attach(model, kind).CountTrainableParameters(), Is.EqualTo(expected));
    }

    [Test]
    public void ASequentialAdapterIsWhatItIsDefinedAs()
    {
        using var linear = new Linear(_backend, 3, 4, random: new RandomGenerator(1));
        using var model = new Sublayer(linear);
        using var scope = new TensorScope();
        var input = _backend.FromArray([0.5f, -1f, 2f], new Shape(1, 3));
        var stream = _backend.FromArray([1f, 2f, 3f, 4f], new Shape(1, 4));
        var plain = linear.Forward(input).ToArray<float>();
        var adapters = model.Attach(new BottleneckOptions { FeedForwardModules = ["wo"], ReductionFactor = 2, Scaling = 0.5, NonLinearity = Activation.Relu });
        var weights = model.NamedParameters().Where(p => p.Name.Contains("adapter_", StringComparison.Ordinal)).ToDictionary(p => p.Name, p => p.Parameter);
        var random = new RandomGenerator(2);
        foreach (var parameter in weights.Values)
            Initialize.Normal(parameter.Value, 0f, 0.5f, random);
        var expected = ByHand(plain, weights, 0.5f).Zip(plain, (h, y) => h + y).Zip(stream.ToArray<float>(), (h, s) => h + s).ToArray();
        TestModels.AssertNear(model.Forward(input, stream).ToArray<float>(), expected, 1e-5);
        adapters.Deactivate();
        TestModels.AssertNear(
            model.Forward(input, stream).ToArray<float>(), [.. plain.Zip(stream.ToArray<float>(), (y, s) => y + s)], 1e-6);
    }

    [Test]
    public void AParallelAdapterReadsWhatTheSublayerReads()
    {
        using var model = TestModels.Create(_backend);
        var read = new List<float[]>();
        model.Attach(BottleneckOptions.ParallelToFeedForward());
        var before = TestModels.Logits(model);
        // Where the way up is zero nothing changes; with a bias alone the same is added whatever is read.
        foreach (var (_, parameter) in model.NamedParameters().Where(p => p.Name.EndsWith("adapter_up.default.weight", StringComparison.Ordinal)))
            Initialize.Normal(parameter.Value, 0f, 0.1f, new RandomGenerator(3));
        Assert.That(TestModels.Logits(model), Is.Not.EqualTo(before));
        // Its way down is as wide as the model, not as the feed-forward's inner rows.
        Assert.That(model.NamedParameters().First(p => p.Name.Contains("adapter_down", StringComparison.Ordinal)).Parameter.Shape[1], Is.EqualTo(32));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void LlamaAndPhiHaveKnownPlaces(bool isFused)
    {
        var config = GptConfig.NanoLlama with
        {
            VocabularySize = 17,
            BlockSize = 16,
            LayerCount = 2,
            HeadCount = 2,
            EmbeddingSize = 32,
            KeyValueHeadCount = isFused ? 2 : 1,
            FusedProjections = isFused,
        };
        foreach (var kind in new[] { "houlsby", "parallel-both" })
        {
            using var model = new GptModel(_backend, config, new RandomGenerator(1));
            model.ToEvaluation();
            var before = TestModels.Logits(model);
            var adapters = MethodCases.Attach(model, kind);
            Assert.That(adapters.ModulesOf(), Is.EquivalentTo(new[]
            {
                "model.layers.0.self_attn.o_proj", "model.layers.0.mlp.down_proj", "model.layers.1.self_attn.o_proj", "model.layers.1.mlp.down_proj",
            }));
            TestModels.AssertNear(TestModels.Logits(model), before, 1e-5);
            var losses = TestModels.Train(model, 10);
            Assert.That(losses[^1], Is.LessThan(losses[0]));
            Assert.That(MethodCases.WithCache(model, [1, 2, 3], 8), Is.EqualTo(MethodCases.WithoutCache(model, [1, 2, 3], 8)), kind);
            adapters.Unload();
            Assert.That(TestModels.Logits(model), Is.EqualTo(before));
        }
    }

    [Test]
    public void BertHasKnownPlaces([Values] bool parallel)
    {
        using var model = new BertModel(
            _backend, new BertConfig { VocabularySize = 17, HiddenSize = 16, LayerCount = 2, HeadCount = 2, IntermediateSize = 32, PositionCount = 16 },
            new RandomGenerator(1));
        model.ToEvaluation();
        var batch = new EncoderBatch(1, 4, [1, 2, 3, 4]);
        float[] Hidden()
        {
            using var scope = new TensorScope();
            return model.Forward(batch).LastHiddenState.ToArray<float>();
        }

        var before = Hidden();
        var adapters = model.Attach(new BottleneckOptions { AfterAttention = true, ReductionFactor = 4, Parallel = parallel });
        Assert.That(adapters.ModulesOf(), Is.EquivalentTo(new[]
        {
            "encoder.layer.0.attention.output.dense", "encoder.layer.0.output.dense", "encoder.layer.1.attention.output.dense",
            "encoder.layer.1.output.dense",
        }));
        TestModels.AssertNear(Hidden(), before, 1e-5);
        foreach (var (_, parameter) in model.NamedParameters().Where(p => p.Name.EndsWith("adapter_up.default.weight", StringComparison.Ordinal)))
            Initialize.Normal(parameter.Value, 0f, 0.1f, new RandomGenerator(3));
        Assert.That(Hidden(), Is.Not.EqualTo(before));
        adapters.Unload();
        Assert.That(Hidden(), Is.EqualTo(before));
    }

    [Test]
    public void T5HasKnownPlaces([Values] bool parallel)
    {
        using var model = new T5Model(
            _backend,
            new T5Config { VocabularySize = 17, HiddenSize = 16, HeadSize = 8, HeadCount = 2, IntermediateSize = 32, EncoderLayerCount = 1, DecoderLayerCount = 1 },
            new RandomGenerator(1));
        model.ToEvaluation();
        var (source, target) = (new EncoderBatch(1, 4, [1, 2, 3, 4]), new EncoderBatch(1, 3, [0, 5, 6]));
        float[] Logits()
        {
            using var scope = new TensorScope();
            return model.Logits(source, target).ToArray<float>();
        }

        var before = Logits();
        var adapters = model.Attach(new BottleneckOptions { AfterAttention = true, ReductionFactor = 4, Parallel = parallel });
        // Attention and feed-forward of the encoder's layer; two attentions and feed-forward of the decoder's.
        Assert.That(adapters.ModulesOf(), Has.Count.EqualTo(5));
        TestModels.AssertNear(Logits(), before, 1e-4);
        foreach (var (_, parameter) in model.NamedParameters().Where(p => p.Name.EndsWith("adapter_up.default.weight", StringComparison.Ordinal)))
            Initialize.Normal(parameter.Value, 0f, 0.1f, new RandomGenerator(3));
        Assert.That(Logits(), Is.Not.EqualTo(before));
        adapters.Unload();
        Assert.That(Logits(), Is.EqualTo(before));
    }

    [Test]
    public void WhatHasNoPlaceIsRefused()
    {
        using var model = TestModels.Create(_backend);
        using var linear = new Linear(_backend, 3, 4);
        using var unknown = new Sublayer(linear);
        Assert.Multiple(() =>
        {
            Assert.That(() => model.Attach(new BottleneckOptions { FeedForwardModules = ["c_prj"] }), Throws.TypeOf<PeftException>().With.Message.Contains("c_proj"));
            Assert.That(() => unknown.Attach(BottleneckOptions.Pfeiffer()), Throws.TypeOf<PeftException>().With.Message.Contains("FeedForwardModules"));
            Assert.That(() => model.Attach(new BottleneckOptions { LeaveOut = [0, 1] }), Throws.TypeOf<PeftException>().With.Message.Contains("LeaveOut"));
            Assert.That(() => model.Attach(new BottleneckOptions { AfterFeedForward = false }), Throws.TypeOf<OptionsException>());
        });
    }

    private static float[] ByHand(float[] input, Dictionary<string, Parameter> weights, float scaling)
    {
        float[] Of(string end) => weights.First(w => w.Key.EndsWith(end, StringComparison.Ordinal)).Value.Value.ToArray<float>();
        var (down, downBias, up, upBias) = (Of("down.default.weight"), Of("down.default.bias"), Of("up.default.weight"), Of("up.default.bias"));
        var small = downBias.Select((b, i) => MathF.Max(0, b + input.Select((x, j) => x * down[i * input.Length + j]).Sum())).ToArray();
        return [.. upBias.Select((b, i) => scaling * (b + small.Select((x, j) => x * up[i * small.Length + j]).Sum()))];
    }

    private sealed class Sublayer : Module
    {
        private readonly ModuleSlot<Projection> _output;

        public Sublayer(Linear output) => _output = AddModule<Projection>("wo", output);

        public Tensor Forward(Tensor x, Tensor residual) => _output.Module.Forward(x, residual: residual);
    }
}
