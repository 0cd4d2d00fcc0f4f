using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt.Tests;

/// <summary>What configs say in their several forms.</summary>
internal sealed class DecoderConfigTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("pipelines-gpt-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void WhatLlamaOmitsHasItsDefaults()
    {
        var config = Read("""{"model_type": "llama"}""");
        Assert.Multiple(() =>
        {
            Assert.That(config.VocabularySize, Is.EqualTo(32_000));
            Assert.That(config.EffectiveKeyValueHeadCount, Is.EqualTo(32));
            Assert.That(config.EffectiveHeadSize, Is.EqualTo(128));
            Assert.That(config.RopeTheta, Is.EqualTo(10_000f));
            Assert.That(config.TieEmbeddings, Is.False);
            Assert.That(config.HasQueryKeyValueBias || config.HasFeedForwardBias, Is.False);
        });
    }

    [Test]
    public void ArchitecturesNameTheFamilyWhereTheTypeIsMissing()
    {
        Assert.That(Read("""{"architectures": ["Qwen2ForCausalLM"]}""").HasQueryKeyValueBias, Is.True);
        Assert.That(
            () => Read("""{"architectures": ["MambaForCausalLM"]}"""),
            Throws.TypeOf<ModelFolderException>().With.Message.Contains("$.architectures").And.Message.Contains("LlamaForCausalLM"));
    }

    [TestCase("""{"model_type": "llama", "rope_theta": 500000.0, "rope_scaling": {"type": "linear", "factor": 2.0}}""")]
    [TestCase("""{"model_type": "llama", "rope_theta": 500000.0, "rope_scaling": {"rope_type": "linear", "factor": 2.0}}""")]
    [TestCase("""{"model_type": "llama", "rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 500000.0}}""")]
    public void RopeHasThreeForms(string json)
    {
        var config = Read(json);
        Assert.That(config.RopeTheta, Is.EqualTo(500_000f));
        Assert.That(config.RopeScaling, Is.EqualTo(new RopeScaling { Kind = RopeScalingKind.Linear, Factor = 2f }));
    }

    [TestCase("""{"model_type": "llama", "rope_scaling": {"type": "linear"}}""", "$.rope_scaling.factor")]
    [TestCase("""{"model_type": "llama", "rope_scaling": {"type": "linear", "factor": 0.5}}""", "$.rope_scaling.factor")]
    [TestCase("""{"model_type": "llama", "rope_scaling": {"type": "fancy", "factor": 2}}""", "$.rope_scaling.type")]
    [TestCase("""{"model_type": "llama", "rope_scaling": {"type": "yarn", "factor": 2, "mscale": 1}}""", "$.rope_scaling.mscale")]
    [TestCase("""{"model_type": "llama", "rope_scaling": {"rope_type": "llama3", "factor": 2, "low_freq_factor": 4, "high_freq_factor": 1}}""", "$.rope_scaling")]
    [TestCase("""{"model_type": "llama", "rope_parameters": {"full_attention": {"rope_type": "default"}}}""", "$.rope_parameters.full_attention")]
    [TestCase("""{"model_type": "phi3", "partial_rotary_factor": 0.75}""", "$.partial_rotary_factor")]
    [TestCase("""{"model_type": "phi3", "rope_scaling": {"type": "su", "short_factor": [1.0], "long_factor": [1.0]}}""", "$.rope_scaling")]
    [TestCase("""{"model_type": "llama", "hidden_act": "swiglu"}""", "$.hidden_act")]
    [TestCase("""{"model_type": "llama", "num_key_value_heads": 5}""", "$.num_key_value_heads")]
    [TestCase("""{"model_type": "llama", "num_attention_heads": 7}""", "$.num_attention_heads")]
    [TestCase("""{"model_type": "llama", "head_dim": 15}""", "$.head_dim")]
    [TestCase("""{"model_type": "llama", "quantization_config": {}}""", "$.quantization_config.quant_method")]
    [TestCase("""{"model_type": "gpt2", "add_cross_attention": true}""", "$.add_cross_attention")]
    [TestCase("""{"model_type": "gpt2", "n_layer": 0}""", "$.n_layer")]
    [TestCase("""{"model_type": "gpt2", "n_layer": "12"}""", "$.n_layer")]
    public void WhatIsNotUnderstoodIsRefusedWithItsPlace(string json, string place) =>
        Assert.That(() => Read(json), Throws.TypeOf<ModelFolderException>().With.Property("JsonPath").EqualTo(place));

    [Test]
    public void ActivationsHaveSeveralNames()
    {
        (string Name, Activation Activation)[] known =
        [
            ("gelu", Activation.Gelu), ("gelu_new", Activation.GeluTanh), ("gelu_pytorch_tanh", Activation.GeluTanh),
                ("gelu_fast", Activation.GeluTanh),
            ("quick_gelu", Activation.GeluSigmoid), ("relu", Activation.Relu), ("silu", Activation.Silu), ("swish", Activation.Silu),
                ("tanh", Activation.Tanh),
        ];
        foreach (var (name, activation) in known)
            Assert.That(Read($$"""{"model_type": "gpt2", "activation_function": "{{name}}"}""").Activation, Is.EqualTo(activation), name);
    }

    [Test]
    public void ASlidingWindowLimitsTheRows()
    {
        Assert.That(Read("""{"model_type": "phi3", "sliding_window": 2047}""").EffectiveBlockSize, Is.EqualTo(2047));
        Assert.That(Read("""{"model_type": "qwen2", "sliding_window": 100, "use_sliding_window": false}""").EffectiveBlockSize, Is.EqualTo(32_768));
        Assert.That(Read("""{"model_type": "qwen2", "sliding_window": 100, "use_sliding_window": true, "max_window_layers": 3}""").EffectiveBlockSize, Is.EqualTo(100));
    }

    private GptConfig Read(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), json);
        using var folder = ModelFolder.Open(_folder);
        return GptFamily.Of(folder).Read(folder.Config);
    }
}
