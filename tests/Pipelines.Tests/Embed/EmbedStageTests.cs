using Pipelines.Testing;

namespace Pipelines.Tests;

/// <summary>What every stage promises, with an embedder that is registered by name and cannot be saved itself.</summary>
public class EmbedConformanceTests : StageConformanceTests<EmbedEstimator, EmbedTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Text];

    protected override IReadOnlyList<Func<EmbedEstimator>> InvalidStages =>
    [
        () => Context.Transforms.Embed(o => (o.EmbedderName, o.BatchSize) = ("lengths", 0)),
        () => Context.Transforms.Embed(o => (o.EmbedderName, o.OutputColumn) = ("lengths", "")),
        () => Context.Transforms.Embed(o => (o.EmbedderName, o.Prefix) = ("lengths", null!)),
    ];

    protected override PipelineContext CreateContext() =>
        PipelineContext.Create(p => p.AddTextEmbedder("lengths", _ => new LengthEmbedder()));

    protected override EmbedEstimator CreateStage() =>
        Context.Transforms.Embed(o => (o.EmbedderName, o.WindowSize, o.Prefix) = ("lengths", 2, "x"));

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Text, "a", "bbb", "", "cc", "dddd");
}

/// <summary>A text's length and 1; some texts are refused.</summary>
internal sealed class LengthEmbedder(int? maximumTokens = null) : ITextEmbedder
{
    public List<int> Calls { get; } = [];

    public int Dimension => 2;

    public int? MaximumTokens => maximumTokens;

    public int? CountTokens(string text) => maximumTokens is null ? null : text.Length;

    public EmbeddedTexts Embed(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        Calls.Add(texts.Count);
        if (texts.Contains("bad"))
            throw new PipelineException("A text is bad.");
        return new EmbeddedTexts([.. texts.SelectMany(text => new[] { text == "nan" ? float.NaN : text.Length, 1f })], 2, null, 0);
    }
}

internal sealed class EmbedStageTests
{
    private readonly PipelineContext _context = PipelineContext.Create(p => p.AddTextEmbedder("", _ => new LengthEmbedder()));

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    [Test]
    public void Rows_go_to_the_embedder_a_window_at_a_time()
    {
        var embedder = new LengthEmbedder();
        var data = new TestView().Add("Text", "a", "bb", "ccc", "dddd", "eeeee");
        var view = _context.Transforms.Embed(embedder, o => o.WindowSize = 2).Fit(data).Transform(data);
        Assert.That(
            ViewRows.Read(view, [view.Schema["Embedding"]]).Select(row => ((float[])row.Values[0]!)[0]),
            Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
        Assert.That(embedder.Calls, Is.EqualTo(new[] { 2, 2, 1 }));
    }

    [TestCase("bad", "A text is bad")]
    [TestCase("nan", "NaN at component 0")]
    public void A_text_that_is_refused_costs_no_other_its_vector(string text, string why)
    {
        var data = new TestView().Add("Text", "a", "bb", text, "dddd", "eeeee");
        var view = _context.Transforms.Embed().Fit(data).Transform(data);
        using var cursor = view.GetRowCursor(view.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Embedding"]);
        VBuffer<float> value = default;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            if (row == 2)
            {
                Assert.That(
                    () => getter(ref value),
                    Throws.TypeOf<CellException>().With.Message.Contains("row 2, column 'Text'").And.Message.Contains(why));
                continue;
            }

            getter(ref value);
            Assert.That(value.GetItemOrDefault(0), Is.EqualTo(row + 1));
        }
    }

    [Test]
    public void An_embedder_that_does_not_say_what_it_takes_may_not_have_to_be_whole()
    {
        Assert.That(
            () => _context.Transforms.Embed(o => o.AllowTruncation = false),
            Throws.TypeOf<PipelineException>().With.Message.Contains("AllowTruncation"));
        var data = new TestView().Add("Text", "a", "bbbb");
        var view = _context.Transforms.Embed(new LengthEmbedder(3), o => o.AllowTruncation = false).Fit(data).Transform(data);
        Assert.That(
            () => ViewRows.Read(view), Throws.TypeOf<CellException>().With.Message.Contains("row 1").And.Message.Contains("4 tokens"));
    }

    [Test]
    public void An_embedder_without_a_name_or_form_is_told_when_saved()
    {
        using var folder = new TempFolder();
        var data = new TestView().Add("Text", "a");
        var fitted = _context.Transforms.Embed(new LengthEmbedder()).Fit(data);
        Assert.That(
            () => _context.Model.Save(fitted, data.Schema, Path.Combine(folder.Path, "pipeline")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("AddTextEmbedder"));
        Assert.That(
            () => _context.Transforms.Embed(o => o.EmbedderName = "nowhere"),
            Throws.TypeOf<PipelineException>().With.Message.Contains("'nowhere'"));
    }
}
