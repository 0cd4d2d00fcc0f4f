using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Training.Tests;

/// <summary>What every stage promises, and what this one does.</summary>
[TestFixture]
public class TokenizePreferencesTests : StageConformanceTests<TokenizePreferencesEstimator, TokenizePreferencesTransformer>
{
    private static readonly Tokenizer Tokenizer =
        CharacterTokenizer.Learn(["abcdef ".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<|end|>" });

    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Prompt, PreferenceColumns.Chosen, PreferenceColumns.Rejected];

    protected override IReadOnlyList<Func<TokenizePreferencesEstimator>> InvalidStages =>
    [
        () => Context.Transforms.TokenizePreferences(Tokenizer, o => o.PromptColumn = ""),
        () => Context.Transforms.TokenizePreferences(Tokenizer, o => o.TokenizerPath = "elsewhere"),
        () => Context.Transforms.TokenizePreferences(Tokenizer, o => o.RejectedTokensColumn = o.ChosenTokensColumn),
        () => Context.Transforms.TokenizePreferences(Tokenizer, o => o.RejectedColumn = o.ChosenColumn),
    ];

    [Test]
    public void BothAnswersAreMarkedAndEndedOnce()
    {
        var made = Context.Transforms.TokenizePreferences(Tokenizer).Fit(CreateData()).Transform(CreateData());
        string[] Texts(string column) => [.. made.GetColumn<VBuffer<int>>(column).Select(t => Tokenizer.Decode(t.GetValues()))];
        string[] Masks(string column) => [.. made.GetColumn<VBuffer<int>>(column).Select(m => string.Concat(m.GetValues().ToArray()))];

        Assert.That(Texts(PreferenceColumns.ChosenTokens)[..2], Is.EqualTo(new[] { "abcd<|end|>", "e<|end|>" }));
        Assert.That(Masks(PreferenceColumns.ChosenLossMask)[..2], Is.EqualTo(new[] { "00111", "11" }));
        Assert.That(Texts(PreferenceColumns.RejectedTokens)[..2], Is.EqualTo(new[] { "abf<|end|>", "f<|end|>" }));
        Assert.That(Masks(PreferenceColumns.RejectedLossMask)[..2], Is.EqualTo(new[] { "0011", "11" }));
        Assert.That(made.Schema[PreferenceColumns.RejectedTokens].GetTokenizer(), Is.SameAs(Tokenizer));
    }

    protected override PipelineContext CreateContext() => PipelineContext.Create(pipelines => pipelines.AddTokenizers().AddTraining());

    protected override TokenizePreferencesEstimator CreateStage() => Context.Transforms.TokenizePreferences(Tokenizer);

    protected override TestView CreateData() => new TestView()
        .Add(ColumnNames.Prompt, "ab", "", "c", "a", "b")
        .Add(PreferenceColumns.Chosen, "cd", "e", "", "b", "c")
        .Add(PreferenceColumns.Rejected, "f<|end|>", "f", "a", "c", "d");
}
