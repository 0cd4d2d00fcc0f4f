using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>What holds of every method: the base stays, files are whole, the cache changes nothing.</summary>
internal sealed class MethodInvariantTests
{
    private const string Weights = "adapter_model.safetensors";

    private CpuBackend _backend = null!;
    private GptModel _model = null!;

    [SetUp]
    public void Create()
    {
        _backend = new CpuBackend(1);
        _model = TestModels.Create(_backend, tied: false);
        // Biases that are not zero, so that merging them shows.
        foreach (var (name, parameter) in _model.NamedParameters().Where(p => p.Name.EndsWith(".bias", StringComparison.Ordinal)))
            _backend.Fill(parameter.Value, 0.01f * name.Length);
    }

    [TearDown]
    public void Delete()
    {
        _model.Dispose();
        var left = _backend.Memory.TensorsInUse;
        _backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }

    [TestCaseSource(typeof(MethodCases), nameof(MethodCases.StartAsTheBase))]
    public void AFreshAdapterChangesNothing(string kind)
    {
        var before = TestModels.Logits(_model);
        MethodCases.Attach(_model, kind);
        TestModels.AssertNear(TestModels.Logits(_model), before, 1e-5);
    }

    [TestCaseSource(typeof(MethodCases), nameof(MethodCases.All))]
    public void TheAdapterAloneIsTrainedAndTheBaseStays(string kind)
    {
        var (before, logits) = (TestModels.Weights(_model), TestModels.Logits(_model));
        var adapters = MethodCases.Attach(_model, kind);
        var losses = TestModels.Train(_model, 20, () =>
        {
            foreach (var (name, parameter) in _model.NamedParameters())
                Assert.That(parameter.Gradient is null, Is.EqualTo(!parameter.RequiresGradient), name);
        });
        Assert.That(losses[^1], Is.LessThan(losses[0] - 0.01f));
        Assert.That(TestModels.Logits(_model), Is.Not.EqualTo(logits));
        adapters.Deactivate();
        Assert.That(TestModels.Logits(_model), Is.EqualTo(logits), "inactive");
        adapters.Unload();
        TestModels.AssertSame(TestModels.Weights(_model), before);
        Assert.That(_model.Parameters().All(p => p.RequiresGradient));
        Assert.That(_model.GetAdapters(), Is.Null);
    }

    [TestCaseSource(typeof(MethodCases), nameof(MethodCases.All))]
    public void SavedAndLoadedAgree(string kind)
    {
        using var folder = new TemporaryFolder();
        var adapters = MethodCases.Attach(_model, kind);
        TestModels.Train(_model);
        var expected = TestModels.Logits(_model);
        Assert.That(adapters.Save(folder.Path).LargestDifference, Is.Zero);
        adapters.Unload();
        _model.LoadAdapter(folder.Path);
        Assert.That(TestModels.Logits(_model), Is.EqualTo(expected));
    }

    [TestCaseSource(typeof(MethodCases), nameof(MethodCases.All))]
    public void ZeroingOrDeletingAnyTensorIsCaught(string kind)
    {
        using var folder = new TemporaryFolder();
        var adapters = MethodCases.Attach(_model, kind);
        TestModels.Train(_model);
        adapters.Save(folder.Path);
        adapters.Unload();
        var whole = File.ReadAllBytes(folder.File(Weights));
        List<string> names;
        using (var file = SafetensorsFile.Open(folder.File(Weights)))
            names = [.. file.Entries.Keys];
        Assert.That(names, Is.Not.Empty);
        foreach (var name in names)
        {
            foreach (var isDeleted in new[] { false, true })
            {
                Rewrite(folder.File(Weights), name, isDeleted);
                Assert.That(
                    () => _model.LoadAdapter(folder.Path),
                    Throws.TypeOf<ModelFormatException>().With.Message.Contains(name), $"{name}, {(isDeleted ? "deleted" : "zeroed")}");
                Assert.That(_model.GetAdapters(), Is.Null, "the model is as it was");
                File.WriteAllBytes(folder.File(Weights), whole);
            }
        }

        _model.LoadAdapter(folder.Path);
    }

    [TestCaseSource(typeof(MethodCases), nameof(MethodCases.All))]
    public void TheCacheChangesNoToken(string kind)
    {
        MethodCases.Attach(_model, kind);
        TestModels.Train(_model, 10);
        int[] prompt = [3, 1, 4, 1, 5];
        Assert.That(MethodCases.WithCache(_model, prompt, 10), Is.EqualTo(MethodCases.WithoutCache(_model, prompt, 10)));
    }

    [TestCaseSource(typeof(MethodCases), nameof(MethodCases.Mergeable))]
    public void MergedAndUnmergedAgree(string kind)
    {
        var adapters = MethodCases.Attach(_model, kind);
        TestModels.Train(_model);
        var (expected, before) = (TestModels.Logits(_model), TestModels.Weights(_model));
        MethodCases.Merge(adapters);
        TestModels.AssertNear(TestModels.Logits(_model), expected, 1e-5);
        Assert.That(() => adapters.Deactivate(), Throws.TypeOf<PeftException>().With.Message.Contains("merged"));
        MethodCases.Unmerge(adapters);
        TestModels.AssertSame(TestModels.Weights(_model), before);
        Assert.That(TestModels.Logits(_model), Is.EqualTo(expected));
        if (adapters is Ia3Adapters ia3)
            ia3.MergeAndUnload();
        else
            ((AdaLoraAdapters)adapters).MergeAndUnload();
        TestModels.AssertNear(TestModels.Logits(_model), expected, 1e-5);
        Assert.That(_model.GetAdapters(), Is.Null);
    }

    [TestCaseSource(typeof(MethodCases), nameof(MethodCases.All))]
    public void AdaptersSwitchByName(string kind)
    {
        var logits = TestModels.Logits(_model);
        var adapters = MethodCases.Attach(_model, kind, "a");
        TestModels.Train(_model, 5);
        var first = TestModels.Logits(_model);
        MethodCases.Attach(_model, kind, "b");
        TestModels.Train(_model, 3);
        var second = TestModels.Logits(_model);
        Assert.That(second, Is.Not.EqualTo(first));
        adapters.Activate("a");
        Assert.That(TestModels.Logits(_model), Is.EqualTo(first));
        adapters.Activate("b");
        Assert.That(TestModels.Logits(_model), Is.EqualTo(second));
        adapters.Delete("a");
        Assert.That(TestModels.Logits(_model), Is.EqualTo(second));
        adapters.Delete("b");
        Assert.That(TestModels.Logits(_model), Is.EqualTo(logits));
        Assert.That(_model.GetAdapters(), Is.Null);
    }

    [TestCase("ia3-random")]
    [TestCase("ia3-head")]
    [TestCase("adalora-random")]
    [TestCase("houlsby")]
    [TestCase("parallel-both")]
    public void SequencesOfABatchMayHaveAdaptersOfTheirOwn(string kind)
    {
        var adapters = MethodCases.Attach(_model, kind, "a");
        TestModels.Train(_model, 10);
        MethodCases.Attach(_model, kind, "b");
        TestModels.Train(_model, 20);
        string?[] names = ["a", "b", RowAdapters.None, "a", null];
        var (alone, together) = (new int[names.Length][], new int[names.Length][]);
        for (var i = 0; i < names.Length; i++)
        {
            adapters.ActivateFrozen(names[i] == RowAdapters.None ? [] : [names[i] ?? "b"]);
            alone[i] = MethodCases.WithCache(_model, [1, 2, 3 + i], 6);
        }

        adapters.ActivateFrozen("b");
        using var session = ((ICausalModel)_model).StartDecoding(names.Length);
        var logits = new float[names.Length * TestModels.VocabularySize];
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i] is not null)
                session.SetAdapter(i, names[i]);
            session.Append(i, [1, 2, 3 + i], logits.AsSpan(i * TestModels.VocabularySize, TestModels.VocabularySize));
            together[i] = new int[6];
        }

        for (var step = 0; step < 6; step++)
        {
            for (var i = 0; i < names.Length; i++)
            {
                together[i][step] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(
                    logits.AsSpan(i * TestModels.VocabularySize, TestModels.VocabularySize));
            }

            session.AppendEach([.. Enumerable.Range(0, names.Length)], [.. together.Select(t => t[step])], logits);
        }

        Assert.That(together, Is.EqualTo(alone));
    }

    [Test]
    public void AModelTakesOneMethodAtATime()
    {
        _model.Attach(MethodCases.Ia3());
        Assert.That(() => _model.Attach(SelectiveOptions.BitFit()), Throws.TypeOf<PeftException>().With.Message.Contains("IA3"));
    }

    private void Rewrite(string path, string changed, bool isDeleted)
    {
        using var scope = new TensorScope();
        var tensors = new Dictionary<string, Tensor>();
        Dictionary<string, string> metadata;
        using (var file = SafetensorsFile.Open(path))
        {
            metadata = new(file.Metadata);
            foreach (var name in file.Entries.Keys)
            {
                var tensor = file.Read(name, _backend);
                if (name == changed)
                    tensor.AsSpan<float>().Clear();
                if (name != changed || !isDeleted)
                    tensors.Add(name, tensor);
            }
        }

        SafetensorsWriter.Write(path, tensors, metadata);
    }
}
