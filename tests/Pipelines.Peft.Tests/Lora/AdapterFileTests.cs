using System.Text.Json.Nodes;
using Pipelines.Gpt;
using Pipelines.Tensors;

namespace Pipelines.Peft.Tests;

/// <summary>Adapter files that are damaged, or for another model.</summary>
public class AdapterFileTests
{
    private const string Weights = "adapter_model.safetensors";

    private CpuBackend _backend = null!;
    private GptModel _model = null!;
    private TemporaryFolder _folder = null!;
    private byte[] _weights = null!;

    [SetUp]
    public void Create()
    {
        _backend = new CpuBackend(1);
        _model = TestModels.Create(_backend, tied: false);
        _folder = new TemporaryFolder();
        var adapters = _model.Attach(new LoraOptions { Rank = 2, TargetModules = ["c_attn"], ModulesToSave = ["ln_f"] });
        TestModels.Train(_model);
        adapters.Save(_folder.Path);
        adapters.Unload();
        _weights = File.ReadAllBytes(_folder.File(Weights));
    }

    [TearDown]
    public void Delete()
    {
        _model.Dispose();
        _backend.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void ZeroingAnyTensorIsCaught()
    {
        foreach (var name in Names())
        {
            Rewrite((tensor, t) => { if (tensor == name) t.AsSpan<float>().Clear(); return tensor; }, keepsMetadata: true);
            Assert.That(() => _model.LoadAdapter<LoraAdapters>(_folder.Path), Throws.TypeOf<ModelFormatException>().With.Message.Contains(name));
            Restore();
        }
    }

    [Test]
    public void DeletingAnyTensorIsCaught([Values] bool keepsMetadata)
    {
        foreach (var name in Names())
        {
            Rewrite((tensor, _) => tensor == name ? null : tensor, keepsMetadata);
            Assert.That(() => _model.LoadAdapter<LoraAdapters>(_folder.Path), Throws.TypeOf<ModelFormatException>().With.Message.Contains(name));
            Assert.That(_model.GetAdapters(), Is.Null, "the model is as it was");
            Restore();
        }
    }

    [Test]
    public void ATensorTooManyIsNamed()
    {
        Rewrite((name, _) => name.Replace("h.0", "h.7", StringComparison.Ordinal), keepsMetadata: false);
        Assert.That(() => _model.LoadAdapter<LoraAdapters>(_folder.Path), Throws.TypeOf<ModelFormatException>().With.Message.Contains("h.0"));
    }

    [Test]
    public void AnotherRankIsNamed()
    {
        Configure(json => json["r"] = 3);
        Assert.That(
            () => _model.LoadAdapter<LoraAdapters>(_folder.Path),
            Throws.TypeOf<ModelFormatException>().With.Message.Contains("c_attn.lora_A.weight").And.Message.Contains("[3, 32]"));
    }

    [Test]
    public void AnotherBaseIsRefusedUnlessAllowed()
    {
        using var other = TestModels.Create(_backend, tied: false, seed: 2);
        Assert.That(() => other.LoadAdapter<LoraAdapters>(_folder.Path), Throws.TypeOf<PeftException>().With.Message.Contains("another base").Or.Message.Contains("AllowAnotherBase"));
        Assert.That(other.GetAdapters(), Is.Null);
        other.LoadAdapter<LoraAdapters>(_folder.Path, options: new AdapterLoadOptions { AllowAnotherBase = true });
    }

    [Test]
    public void AnotherFamilyIsRefused()
    {
        Configure(json => json["target_modules"] = new JsonArray("q_proj", "v_proj"));
        Assert.That(() => _model.LoadAdapter<LoraAdapters>(_folder.Path), Throws.TypeOf<PeftException>());
    }

    [Test]
    public void WhatWouldComputeSomethingElseIsRefused()
    {
        Configure(json => json["layer_replication"] = new JsonArray(new JsonArray(0, 1)));
        Assert.That(() => _model.LoadAdapter<LoraAdapters>(_folder.Path), Throws.TypeOf<ModelFormatException>().With.Message.Contains("layer_replication"));
        Configure(json =>
        {
            json["layer_replication"] = null;
            json["something_new"] = "yes";
        });
        _model.LoadAdapter<LoraAdapters>(_folder.Path);
    }

    [Test]
    public void AnotherKindOfAdapterIsRefused()
    {
        Configure(json => json["peft_type"] = "IA3");
        Assert.That(() => _model.LoadAdapter<LoraAdapters>(_folder.Path), Throws.TypeOf<ModelFormatException>().With.Message.Contains("IA3"));
    }

    [Test]
    public void AFolderWithoutAdapterIsRefused()
    {
        File.Delete(_folder.File(Weights));
        Assert.That(() => _model.LoadAdapter<LoraAdapters>(_folder.Path), Throws.TypeOf<ModelFormatException>().With.Message.Contains(Weights));
    }

    [Test]
    public void DamagedFilesGiveTypedErrors()
    {
        var bytes = File.ReadAllBytes(_folder.File(Weights));
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 60; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(i < 30 ? 600 : damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_folder.File(Weights), i % 3 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            try
            {
                _model.LoadAdapter<LoraAdapters>(_folder.Path).Unload();
            }
            catch (PipelineException)
            {
                refused++;
            }
        }

        // What is let through has changed in the name of a fingerprint alone.
        Assert.That(refused, Is.GreaterThan(40));
    }

    private void Restore() => File.WriteAllBytes(_folder.File(Weights), _weights);

    private List<string> Names()
    {
        using var file = SafetensorsFile.Open(_folder.File(Weights));
        return [.. file.Entries.Keys];
    }

    private void Rewrite(Func<string, Tensor, string?> change, bool keepsMetadata)
    {
        using var scope = new TensorScope();
        Dictionary<string, string> metadata;
        var tensors = new Dictionary<string, Tensor>();
        using (var file = SafetensorsFile.Open(_folder.File(Weights)))
        {
            metadata = keepsMetadata ? new(file.Metadata) : new() { ["format"] = "pt" };
            foreach (var name in file.Entries.Keys)
            {
                var tensor = file.Read(name, _backend);
                if (change(name, tensor) is { } kept)
                    tensors.Add(kept, tensor);
            }
        }

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
