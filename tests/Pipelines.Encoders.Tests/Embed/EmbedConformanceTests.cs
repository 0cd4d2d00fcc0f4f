using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What every stage promises.</summary>
public class EmbedConformanceTests : StageConformanceTests<EmbedEstimator, EmbedTransformer>
{
    private Embedder? _embedder;

    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Text];

    protected override IReadOnlyList<Func<EmbedEstimator>> InvalidStages =>
    [
        () => Context.Transforms.Embed(_embedder!, o => o.InputColumn = ""),
        () => Context.Transforms.Embed(_embedder!, o => o.BatchSize = 0),
        () => Context.Transforms.Embed(_embedder!, o => o.WindowSize = 0),
    ];

    [OneTimeTearDown]
    public void DisposeEmbedder() => _embedder?.Dispose();

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override EmbedEstimator CreateStage() =>
        Context.Transforms.Embed(_embedder ??= EmbedTestBed.CreateEmbedder(Context), o => (o.BatchSize, o.WindowSize) = (2, 3));

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Text, "ab", "b", "abcab", "c", "", "abc abc", "cba");
}
