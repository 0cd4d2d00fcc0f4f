using Pipelines.Testing;

namespace Pipelines.Retrieval.Tests;

/// <summary>What every stage promises.</summary>
public class CiteSourcesConformanceTests : StageConformanceTests<CiteSourcesEstimator, CiteSourcesTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Generated", "ContextSources", "PassageIds"];

    protected override IReadOnlyList<Func<CiteSourcesEstimator>> InvalidStages =>
    [
        () => Context.Transforms.CiteSources(o => o.InputColumn = ""),
        () => Context.Transforms.CiteSources(o => o.CitedColumn = null!),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddRetrieval());

    protected override CiteSourcesEstimator CreateStage() => Context.Transforms.CiteSources(o => o.KeepMarkers = true);

    protected override TestView CreateData() => CiteSourcesStageTests.Data();
}

internal sealed class CiteSourcesStageTests
{
    private readonly PipelineContext _context = PipelineContext.Create(p => p.AddRetrieval());

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    [Test]
    public void Citations_become_ids()
    {
        var view = _context.Transforms.CiteSources().Fit(Data()).Transform(Data());
        string[] names = ["Answer", "CitedIds", "CitationNumbers", "CitationSpans", "UnknownCitations"];
        var rows = ViewRows.Read(view, names.Select(name => view.Schema[name]));
        Assert.That(rows.Select(row => row.Values[0]!.ToString()), Is.EqualTo(new[] { "Iron.", "Both.", "Nothing cited", "Made up", "" }));
        Assert.That(rows.Select(row => row.Values[1]), Is.EqualTo(new[] { new[] { 10L }, [31L, 30L], [], [51L], [] }));
        Assert.That(rows.Select(row => row.Values[2]), Is.EqualTo(new[] { new[] { 2 }, [1, 2, 1], [], [7, 1, 7], [] }));
        Assert.That(rows[0].Values[3], Is.EqualTo(new[] { 5, 3 }));
        Assert.That(rows.Select(row => row.Values[4]), Is.EqualTo(new[] { Array.Empty<int>(), [], [], [7], [] }));
    }

    [Test]
    public void Made_up_numbers_may_be_an_error_that_names_the_row()
    {
        var view = _context.Transforms.CiteSources(o => o.AllowUnknown = false).Fit(Data()).Transform(Data());
        Assert.That(() => ViewRows.Read(view), Throws.TypeOf<CellException>().With.Message.Contains("row 3, column 'Generated'")
            .And.Message.Contains("cites [7]").And.Message.Contains("1 sources"));
    }

    [Test]
    public void Columns_of_other_passages_are_told()
    {
        var data = new TestView().Add("Generated", "[1]").Add("ContextSources", new int[][] { [3] })
            .Add("PassageIds", new long[][] { [1] });
        Assert.That(
            () => ViewRows.Read(_context.Transforms.CiteSources().Fit(data).Transform(data)),
            Throws.TypeOf<CellException>().With.Message.Contains("'PassageIds' has 1"));
    }

    internal static TestView Data() => new TestView()
        .Add("Generated", "Iron [2].", "Both [1, 2][1].", "Nothing cited", "Made up [7] [1, 7]", "")
        .Add("ContextSources", [1, 0], [1, 0], [0], [1], [])
        .Add("PassageIds", [10L, 11L], [30L, 31L], [40L], [50L, 51L], []);
}
