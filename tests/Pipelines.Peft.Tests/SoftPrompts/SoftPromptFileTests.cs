using System.Text.Json.Nodes;
using Pipelines.Gpt;
using Pipelines.Tensors;

namespace Pipelines.Peft.Tests;

/// <summary>Files of soft prompts that are damaged, or for another model.</summary>
public class SoftPromptFileTests
{
    private const string Weights = "adapter_model.safetensors";

    private readonly TemporaryFolder _folder = new();
    private readonly CpuBackend _backend = new(1);
    private GptModel _model = null!;

    [SetUp]
    public void Create() => _model = SoftPromptModels.Create(_backend, "llama");

    [TearDown]
    public void DisposeModel() => _model.Dispose();

    [OneTimeTearDown]
    public void Clean()
    {
        _folder.Dispose();
        _backend.Dispose();
    }

    [Test]
    public void WhatIsSavedComputesTheSame([Values("prompt", "prefix", "projection", "mlp", "lstm")] string method)
    {
        Save(method);
        var prompts = _model.GetAdapters()!;
        var expected = TestModels.Logits(_model);
        prompts.Unload();
        var loaded = _model.LoadAdapter(_folder.Path);
        Assert.That(TestModels.Logits(_model), Is.EqualTo(expected));
        Assert.That(_model.CountParameters(trainableOnly: true), Is.Zero);
        loaded.Activate("default");
        Assert.That(_model.CountParameters(trainableOnly: true), Is.EqualTo(method is "prefix" or "projection" ? 3 * 64 : 3 * 32));
    }

    [Test]
    public void AZeroedMissingOrAddedTensorIsNamed([Values("prompt", "prefix", "projection", "mlp", "lstm")] string method)
    {
        Save(method);
        _model.GetAdapters()!.Unload();
        Rewrite(t => t["prompt_embeddings"].AsSpan<float>().Clear(), keepsMetadata: true);
        AssertRefused("prompt_embeddings");
        Rewrite(t => t["another"] = t["prompt_embeddings"], keepsMetadata: true);
        AssertRefused("another");
        Rewrite(t => t["another"] = t["prompt_embeddings"], keepsMetadata: false);
        AssertRefused("another");
        Rewrite(
            t =>
            {
                t["another"] = t["prompt_embeddings"];
                t.Remove("prompt_embeddings");
            },
            keepsMetadata: false);
        AssertRefused("prompt_embeddings");
        Configure(json => json["num_virtual_tokens"] = 4);
        Rewrite(t => t.Remove("another"), keepsMetadata: true);
        AssertRefused("[4, ");

        void AssertRefused(string named)
        {
            Assert.That(() => _model.LoadAdapter(_folder.Path), Throws.TypeOf<ModelFormatException>().With.Message.Contains(named));
            Assert.That(_model.GetAdapters(), Is.Null, "the model is as it was");
        }
    }

    [TestCase("prompt", "token_dim", 64)]
    [TestCase("prompt", "num_layers", 3)]
    [TestCase("prompt", "num_attention_heads", 8)]
    [TestCase("prefix", "token_dim", 32)]
    [TestCase("prefix", "num_layers", 12)]
    [TestCase("prefix", "num_attention_heads", 4)]
    [TestCase("lstm", "token_dim", 31)]
    public void APromptForAnotherBaseIsRefused(string method, string key, int value)
    {
        Save(method);
        _model.GetAdapters()!.Unload();
        Configure(json => json[key] = value);
        Assert.That(
            () => _model.LoadAdapter(_folder.Path),
            Throws.TypeOf<PeftException>().With.Message.Contains(key).And.Message.Contains($"{value}").And.Message.Contains("another base"));
    }

    [Test]
    public void APromptForEncoderAndDecoderIsRefused()
    {
        Save("prompt");
        _model.GetAdapters()!.Unload();
        Configure(json => json["num_transformer_submodules"] = 2);
        Assert.That(
            () => _model.LoadAdapter(_folder.Path), Throws.TypeOf<ModelFormatException>().With.Message.Contains("num_transformer_submodules"));
    }

    private void Save(string method)
    {
        SoftPromptModels.Attach(_model, method, 3);
        TestModels.Train(_model);
        _model.GetAdapters()!.Save(_folder.Path);
        File.Copy(_folder.File(Weights), _folder.File("whole"), overwrite: true);
    }

    private void Rewrite(Action<Dictionary<string, Tensor>> change, bool keepsMetadata)
    {
        using var scope = new TensorScope();
        Dictionary<string, Tensor> tensors;
        Dictionary<string, string>? metadata;
        using (var file = SafetensorsFile.Open(_folder.File("whole")))
        {
            tensors = file.Entries.Keys.ToDictionary(n => n, n => file.Read(n, _backend));
            metadata = keepsMetadata ? new Dictionary<string, string>(file.Metadata) : null;
        }

        change(tensors);
        SafetensorsWriter.Write(_folder.File(Weights), tensors, metadata);
    }

    private void Configure(Action<JsonObject> change)
    {
        var path = _folder.File("adapter_config.json");
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
