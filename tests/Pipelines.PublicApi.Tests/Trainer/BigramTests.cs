using Pipelines.Testing;
using Pipelines.Training;

namespace Contoso.Bigrams;

/// <summary>A guest's trainer learns in the shared loop, is cancelled, seeded, saved and opened as the built-in ones.</summary>
[TestFixture]
public class BigramTests
{
    private const int VocabularySize = 5;

    private PipelineContext _context = null!;

    // Each token is followed by the next one.
    private static TestView Rows
    {
        get
        {
            var rows = Enumerable.Range(0, 6).Select(r => Enumerable.Range(r, 8).Select(t => t % VocabularySize).ToArray()).ToArray();
            return new TestView()
                .Add(ColumnNames.InputIds, [.. rows.Select(r => r[..^1])])
                .Add(ColumnNames.Labels, [.. rows.Select(r => r[1..])]);
        }
    }

    [SetUp]
    public void Create() => _context = PipelineContext.Create(p => p.AddBigrams().ConfigureEngine(o => o.ThreadCount = 1), seed: 3);

    [TearDown]
    public void Release() => _context.Dispose();

    [Test]
    public void It_learns_and_repeats()
    {
        var (untrained, trained, again) = (Fit(1), Fit(150), Fit(150));

        Assert.Multiple(() =>
        {
            Assert.That(Losses(untrained), Is.All.GreaterThan(0.3f));
            Assert.That(Losses(trained), Is.All.LessThan(0.1f));
            Assert.That(again.Table, Is.EqualTo(trained.Table));
        });
    }

    [Test]
    public void A_pipeline_with_it_is_saved_and_opened()
    {
        var fitted = Fit(20);
        using var file = new MemoryStream();
        _context.Model.Save(fitted, Rows.Schema, file);
        file.Position = 0;

        Assert.That(Losses(_context.Model.Load(file, out _)), Is.EqualTo(Losses(fitted)));
    }

    [Test]
    public void It_is_made_by_its_id_and_its_options_are_checked()
    {
        var pipeline = _context.Model.CreatePipelineFromJson(
            $$"""
            { "Stages": [ { "Stage": "contoso.bigrams", "Options": { "VocabularySize": {{VocabularySize}}, "Steps": 2, "BatchSize": 2 } } ] }
            """);

        Assert.Multiple(() =>
        {
            Assert.That(pipeline.Fit(Rows).LastTransformer, Is.TypeOf<BigramTransformer>());
            Assert.That(() => _context.Trainers.Bigrams(o => o.VocabularySize = 1), Throws.TypeOf<OptionsException>());
            Assert.That(() => _context.Trainers.Bigrams(o => o.BatchSize = 0), Throws.TypeOf<OptionsException>(), "the loop's own");
        });
    }

    private BigramTransformer Fit(int steps) => _context.Trainers.Bigrams(o =>
    {
        (o.VocabularySize, o.Steps, o.BatchSize, o.LearningRate) = (VocabularySize, steps, 3, 0.1);
    }).Fit(Rows);

    private static IEnumerable<float> Losses(ITransformer transformer) =>
        [.. transformer.Transform(Rows).GetColumn<float>(ColumnNames.Loss)];
}
