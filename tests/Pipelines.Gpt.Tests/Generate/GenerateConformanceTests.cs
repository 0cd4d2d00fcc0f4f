using System.Text;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Gpt.Tests;

/// <summary>What every stage promises.</summary>
public class GenerateConformanceTests : StageConformanceTests<GenerateEstimator, GenerateTransformer>
{
    private PretrainTransformer? _source;

    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Prompt];

    protected override IReadOnlyList<Func<GenerateEstimator>> InvalidStages =>
    [
        () => Context.Transforms.Generate(o => o.PromptColumn = ""),
        () => Context.Transforms.Generate(o => o.MaximumNewTokens = -1),
        () => Context.Transforms.Generate(o => o.Temperature = -1),
        () => Context.Transforms.Generate(o => o.TopP = 0),
        () => Context.Transforms.Generate(o => o.RepetitionPenalty = float.NaN),
    ];

    [OneTimeTearDown]
    public void DisposeModel() => _source?.Dispose();

    protected override PipelineContext CreateContext() => PretrainTestBed.CreateContext();

    protected override GenerateEstimator CreateStage() => Context.Transforms.Generate(_source ??= CreateSource(), o => o.MaximumNewTokens = 4);

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Prompt, "ab", "b", "abcab", "c");

    private PretrainTransformer CreateSource()
    {
        var tokenizer = CharacterTokenizer.Create("abc ".EnumerateRunes());
        var backend = (ITensorBackend)Context.Services.GetService(typeof(ITensorBackend))!;
        var model = new GptModel(backend, PretrainTestBed.Config with { VocabularySize = tokenizer.VocabularySize }, new RandomGenerator(1));
        return new PretrainTransformer(model, tokenizer, new ScoringColumns());
    }
}
