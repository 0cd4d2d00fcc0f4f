using Pipelines.Gpt;
using Pipelines.Tensors;

namespace Pipelines.Peft.Tests;

public class AdapterTargetsTests
{
    private CpuBackend _backend = null!;
    private GptModel _model = null!;

    [SetUp]
    public void Create()
    {
        _backend = new CpuBackend(1);
        _model = TestModels.Create(_backend, tied: false);
    }

    [TearDown]
    public void Delete()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    [Test]
    public void NamesMatchWholePathsAndEnds()
    {
        Assert.That(Find(["c_attn"]), Is.EqualTo(new[] { "transformer.h.0.attn.c_attn", "transformer.h.1.attn.c_attn" }));
        Assert.That(Find(["attn.c_proj"]), Is.EqualTo(new[] { "transformer.h.0.attn.c_proj", "transformer.h.1.attn.c_proj" }));
        Assert.That(Find(["transformer.h.1.mlp.c_fc"]), Is.EqualTo(new[] { "transformer.h.1.mlp.c_fc" }));
    }

    [Test]
    public void AllLinearIsAllButTheHead()
    {
        Assert.That(Find(["all-linear"]), Has.Count.EqualTo(8).And.No.Member("lm_head").And.No.Member("transformer.wte"));
        Assert.That(Find(["all-linear"], o => o.ExcludeModules = ["c_proj"]), Has.Count.EqualTo(4));
    }

    [Test]
    public void PatternsMatchTheWholePath()
    {
        Assert.That(Find([], o => o.TargetPattern = @".*h\.1\..*(c_attn|c_fc)"), Has.Count.EqualTo(2));
        Assert.That(() => Find([], o => o.TargetPattern = "c_attn"), Throws.TypeOf<PeftException>());
        Assert.That(() => Find([], o => o.TargetPattern = "("), Throws.TypeOf<PeftException>().With.Message.Contains("regular expression"));
    }

    [Test]
    public void LayersAreCounted()
    {
        Assert.That(Find(["c_attn"], o => o.LayersToTransform = [1]), Is.EqualTo(new[] { "transformer.h.1.attn.c_attn" }));
        Assert.That(
            Find(["c_attn"], o => (o.LayersToTransform, o.LayersPattern) = ([0], ["h"])), Is.EqualTo(new[] { "transformer.h.0.attn.c_attn" }));
        Assert.That(() => Find(["c_attn"], o => o.LayersToTransform = [5]), Throws.TypeOf<PeftException>());
    }

    [Test]
    public void AMisspeltNameIsNamedWithNearMisses() => Assert.That(
        () => Find(["c_attn", "c_attention", "c_fcc"]),
        Throws.TypeOf<PeftException>().With.Message.Contains("'c_attention', 'c_fcc'").And.Message.Contains("Did you mean"));

    [Test]
    public void AContainerIsNoTarget() =>
        Assert.That(() => Find(["attn"]), Throws.TypeOf<PeftException>().With.Message.Contains("c_attn, c_proj"));

    [Test]
    public void ModulesToSaveMustExist() => Assert.That(
        () => _model.Attach(new LoraOptions { TargetModules = ["c_attn"], ModulesToSave = ["lm_haed"] }),
        Throws.TypeOf<PeftException>().With.Message.Contains("lm_haed"));

    [Test]
    public void RanksAndAlphasAreLookedUpApart()
    {
        var options = new LoraOptions { TargetModules = ["c_attn"], Rank = 4, Alpha = 8 };
        options.RankPattern[@"h\.0\.attn\.c_attn"] = 2;
        options.AlphaPattern["c_attn"] = 6;
        Assert.That(AdapterTargets.Rank("transformer.h.0.attn.c_attn", options), Is.EqualTo(2));
        Assert.That(AdapterTargets.Rank("transformer.h.1.attn.c_attn", options), Is.EqualTo(4));
        Assert.That(AdapterTargets.Alpha("transformer.h.0.attn.c_attn", options), Is.EqualTo(6));
        Assert.That(AdapterTargets.Alpha("transformer.h.0.mlp.c_fc", options), Is.EqualTo(8));
    }

    [Test]
    public void OptionsAreChecked()
    {
        Assert.That(() => _model.Attach(new LoraOptions()), Throws.TypeOf<OptionsException>());
        Assert.That(() => _model.Attach(new LoraOptions { TargetModules = ["c_attn"], Rank = 0 }), Throws.TypeOf<OptionsException>());
        Assert.That(
            () => _model.Attach(new LoraOptions { TargetModules = ["c_attn"], TargetPattern = ".*" }), Throws.TypeOf<OptionsException>());
    }

    private List<string> Find(string[] names, Action<LoraOptions>? configure = null)
    {
        var options = new LoraOptions { TargetModules = names };
        configure?.Invoke(options);
        return [.. AdapterTargets.Find(_model, options).Select(t => t.Name)];
    }
}
