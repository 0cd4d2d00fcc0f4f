using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Training.Tests;

/// <summary>What every stage promises.</summary>
[TestFixture]
public class TokenizeExamplesConformanceTests : StageConformanceTests<TokenizeExamplesEstimator, TokenizeExamplesTransformer>
{
    private static readonly Tokenizer Tokenizer =
        CharacterTokenizer.Learn(["abcdef ".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<|end|>" });

    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Prompt, ColumnNames.Completion];

    protected override IReadOnlyList<Func<TokenizeExamplesEstimator>> InvalidStages =>
    [
        () => Context.Transforms.TokenizeExamples(Tokenizer, o => o.PromptColumn = ""),
        () => Context.Transforms.TokenizeExamples(Tokenizer, o => o.TokenizerPath = "elsewhere"),
        () => Context.Transforms.TokenizeExamples(Tokenizer, o => o.LossMaskColumn = o.TokensColumn),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(pipelines => pipelines.AddTokenizers().AddTraining());

    protected override TokenizeExamplesEstimator CreateStage() => Context.Transforms.TokenizeExamples(Tokenizer);

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Prompt, "ab", "", "c").Add(ColumnNames.Completion, "cde", "f", "");
}
