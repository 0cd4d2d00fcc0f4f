using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Tensors;
using Pipelines.Testing;

namespace Contoso.OutputGain;

/// <summary>A guest's adapter method: trained by the shared stage, its base untouched, its files proven, in pipeline files too.</summary>
[TestFixture]
public class OutputGainTests
{
    private const int VocabularySize = 11;

    private PipelineContext _context = null!;
    private string _folder = null!;

    private static TestView Blocks
    {
        get
        {
            var rows = Enumerable.Range(0, 6)
                .Select(r => Enumerable.Range(0, 9).Select(i => (r + 3 * i) % VocabularySize).ToArray()).ToArray();
            return new TestView()
                .Add(ColumnNames.InputIds, [.. rows.Select(r => r[..^1])])
                .Add(ColumnNames.Labels, [.. rows.Select(r => r[1..])]);
        }
    }

    [SetUp]
    public void Create()
    {
        _context = PipelineContext.Create(p => p.AddGpt().AddOutputGain().ConfigureEngine(o => o.ThreadCount = 1), seed: 1);
        _folder = Directory.CreateTempSubdirectory("output-gain").FullName;
    }

    [TearDown]
    public void Delete()
    {
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void It_learns_and_leaves_the_base_as_it_was()
    {
        var model = Model();
        var before = Weights(model);
        using var fitted = Fit(model, 40);

        Assert.That(fitted.Result!.History[^1].Loss, Is.LessThan(fitted.Result.History[0].Loss - 0.05));
        Assert.That(fitted.Adapters.CountTrainableParameters(), Is.Zero, "what is fitted is not trained on");

        fitted.Adapters.Unload();
        Assert.That(Weights(model), Is.EqualTo(before));
        Assert.That(AdapterSet.Find(model), Is.Null);
    }

    [Test]
    public void Its_files_compute_what_it_does()
    {
        using var fitted = Fit(Model(), 5);
        var losses = Losses(fitted);

        var proof = fitted.Adapters.Save(_folder);
        using var other = Model();
        AdapterSet.On<OutputGainAdapters>(other).Load(_folder);

        Assert.Multiple(() =>
        {
            Assert.That(proof.IsEqual && proof.LargestDifference is not null, Is.True);
            Assert.That(Weights(other).Keys.Count(name => name.EndsWith(".gain_default", StringComparison.Ordinal)), Is.EqualTo(8),
                "four projections in each of two layers");
            Assert.That(File.ReadAllText(Path.Combine(_folder, "adapter_config.json")), Does.Contain("CONTOSO_OUTPUT_GAIN"));
            Assert.That(Losses(fitted), Is.EqualTo(losses), "saving changes nothing");
        });
    }

    [Test]
    public void A_pipeline_file_holds_it()
    {
        using var fitted = Fit(Model(), 5);
        using var file = new MemoryStream();
        _context.Model.Save(fitted, Blocks.Schema, file);
        file.Position = 0;

        using var opened = (AdapterTransformer<OutputGainAdapters>)_context.Model.Load(file, out _);

        Assert.That(Losses(opened), Is.EqualTo(Losses(fitted)));
    }

    [Test]
    public void A_model_takes_one_method_at_a_time_guests_too()
    {
        using var model = Model();
        AdapterSet.On<OutputGainAdapters>(model).Attach(new OutputGainOptions { TargetModules = ["c_attn"] });

        Assert.That(() => model.Attach(new LoraOptions { TargetModules = ["c_attn"] }),
            Throws.TypeOf<PeftException>().With.Message.Contains("CONTOSO_OUTPUT_GAIN"));
    }

    [Test]
    public void A_target_that_is_not_there_is_refused_and_nothing_is_changed()
    {
        using var model = Model();

        Assert.That(() => AdapterSet.On<OutputGainAdapters>(model).Attach(new OutputGainOptions { TargetModules = ["q_proj"] }),
            Throws.TypeOf<PeftException>().With.Message.Contains("q_proj"));
        Assert.That(AdapterSet.Find(model), Is.Null);
    }

    private AdapterTransformer<OutputGainAdapters> Fit(GptModel model, int steps) => _context.Trainers.OutputGain(model, o =>
    {
        (o.TargetModules, o.Steps, o.BatchSize, o.LearningRate) = (["c_attn", "c_fc", "c_proj"], steps, 3, 0.05);
    }).Fit(Blocks);

    private GptModel Model()
    {
        var config = new GptConfig
        {
            VocabularySize = VocabularySize,
            BlockSize = 16,
            LayerCount = 2,
            HeadCount = 2,
            EmbeddingSize = 16,
            InitializerRange = 0.3f, // as if it had learned something already
        };
        var model = new GptModel((ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!, config, new RandomGenerator(1));
        model.ToEvaluation();
        return model;
    }

    private static Dictionary<string, float[]> Weights(Module model) =>
        model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());

    private static float[] Losses(ITransformer transformer) => [.. transformer.Transform(Blocks).GetColumn<float>(ColumnNames.Loss)];
}
