using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Peft.Tests;

public class AdapterProofTests
{
    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [TestCase(LoraInitialization.Random, 0.0)]
    [TestCase(LoraInitialization.Pissa, 1e-4)]
    public void SavingComparesWhatWasWrittenWithTheAdapterInMemory(LoraInitialization initialization, double tolerance)
    {
        using var backend = new CpuBackend();
        using var model = TestModels.Create(backend);
        var adapters = model.Attach(new LoraOptions { Rank = 4, TargetModules = ["c_attn", "c_fc"], Initialization = initialization });
        var proof = adapters.Save(_folder.Path);
        Assert.Multiple(() =>
        {
            Assert.That(proof.LargestDifference, Is.Not.Null.And.LessThanOrEqualTo(tolerance));
            Assert.That(proof.SameAnswers, Is.True);
            Assert.That(adapters.Names, Is.EqualTo(new[] { AdapterSet.DefaultName }), "the copy that was compared is gone");
            Assert.That(adapters.Active, Is.EqualTo(new[] { AdapterSet.DefaultName }));
            Assert.That(adapters.CountTrainableParameters(), Is.GreaterThan(0), "training can go on");
        });
        using var file = SafetensorsFile.Open(Path.Combine(_folder.Path, "adapter_model.safetensors"));
        Assert.That(file.Metadata, Does.ContainKey("pipelines.largest_difference").And.ContainKey("pipelines.base_sha256"));
    }

    [Test]
    public void AnAdapterForAnotherTokenizerIsRefused()
    {
        using var backend = new CpuBackend();
        using var model = TestModels.Create(backend);
        var (first, second) = (CharacterTokenizer.Create("abcdef".EnumerateRunes()), CharacterTokenizer.Create("uvwxyz".EnumerateRunes()));
        var adapters = model.Attach(new LoraOptions { TargetModules = ["c_attn"] });
        adapters.Save(_folder.Path, tokenizer: first);
        adapters.Load(_folder.Path, "same", new AdapterLoadOptions { Tokenizer = first });
        Assert.That(
            () => adapters.Load(_folder.Path, "other", new AdapterLoadOptions { Tokenizer = second }),
            Throws.TypeOf<PeftException>().With.Message.Contains(second.Fingerprint));
    }
}
