namespace Company.AppName.Tests;

/// <summary>The application's pipeline on a few lines: small enough to run always, whole enough to notice what breaks.</summary>
[TestFixture]
public class TextPipelineTests
{
    private PipelineContext _context = null!;
    private IDataView _lines = null!;

    [SetUp]
    public void Load()
    {
        _context = PipelineContext.Create(pipelines => pipelines.AddGpt(), seed: 1);
        _lines = _context.Data.LoadFromEnumerable(Nursery.Lines.Select(line => new { Text = line + "\n" }).ToList());
    }

    [TearDown]
    public void Release() => _context.Dispose();

    [Test]
    public void Training_lowers_the_loss()
    {
        using var before = TextPipeline.Create(_context, steps: 1).Fit(_lines);
        using var after = TextPipeline.Create(_context, steps: 40).Fit(_lines);

        Assert.That(Loss(after), Is.LessThan(Loss(before) - 0.2));
    }

    [Test]
    public void An_opened_file_scores_as_what_was_saved()
    {
        using var fitted = TextPipeline.Create(_context, steps: 2).Fit(_lines);
        using var file = new MemoryStream();
        _context.Model.Save(fitted, _lines.Schema, file);
        file.Position = 0;

        var opened = _context.Model.Load(file, out _);

        Assert.That(Loss(opened), Is.EqualTo(Loss(fitted)));
    }

    [Test]
    public void Rows_without_text_are_refused_before_anything_is_trained()
    {
        var numbers = _context.Data.LoadFromEnumerable(new[] { new { Number = 1 } });

        Assert.That(() => TextPipeline.Create(_context, steps: 1).Fit(numbers),
            Throws.TypeOf<SchemaException>().With.Message.Contains("Text"));
    }

    private float Loss(ITransformer pipeline) => pipeline.Transform(_lines).GetColumn<float>(ColumnNames.Loss).Average();
}
