using Pipelines.Testing;

namespace Pipelines.Tokenizers.Tests;

/// <summary>What every stage promises, for each way to get a tokenizer.</summary>
[TestFixture(TokenizerKind.BytePair, false)]
[TestFixture(TokenizerKind.Characters, false)]
[TestFixture(TokenizerKind.BytePair, true)]
[TestFixture(TokenizerKind.Unigram, false)]
[TestFixture(TokenizerKind.WordPiece, false)]
public class TokenizeConformanceTests(TokenizerKind kind, bool isGiven) : StageConformanceTests<TokenizeEstimator, TokenizeTransformer>
{
    private static readonly Tokenizer Given = new BytePairTrainer(new() { VocabularySize = 300 }).Train(SampleText.Rows);

    protected override IReadOnlyList<string> InputColumns => ["Text"];

    protected override IReadOnlyList<Func<TokenizeEstimator>> InvalidStages =>
    [
        () => Context.Transforms.Tokenize(o => o.InputColumn = ""),
        () => Context.Transforms.Tokenize(o => o.OutputColumn = null!),
        () => Context.Transforms.Tokenize(o => o.Kind = (TokenizerKind)7),
        () => Context.Transforms.Tokenize(o => o.SpecialTokens = (SpecialTokenHandling)7),
        () => Context.Transforms.Tokenize(o => o.TokenizerPath = ""),
        () => Context.Transforms.Tokenize(o => (o.Tokenizer, o.TokenizerPath) = (Given, "file.json")),
        () => Context.Transforms.Tokenize(o => o.BytePair.VocabularySize = 100),
        () => Context.Transforms.Tokenize(o => o.BytePair = null!),
        () => Context.Transforms.Tokenize(o => o.Characters.EndOfText = ""),
        () => Context.Transforms.Tokenize(o => (o.Kind, o.AppendEndOfText) = (TokenizerKind.Characters, true)),
        () => Context.Transforms.Tokenize(o => o.Surrounding = (SurroundingTokens)7),
        () => Context.Transforms.Tokenize(o => (o.Surrounding, o.AppendEndOfText) = (SurroundingTokens.Add, true)),
        () => Context.Transforms.Tokenize(o => o.Unigram.VocabularySize = 1),
        () => Context.Transforms.Tokenize(o => o.WordPiece.AlphabetSize = 0),
        () => Context.Transforms.Tokenize(o => (o.Kind, o.AppendEndOfText) = (TokenizerKind.WordPiece, true)),
        () => Context.Transforms.Tokenize(o => (o.BytePair.EndOfText, o.AppendEndOfText) = (null, true)),
        () => Context.Transforms.Tokenize(o => (o.Tokenizer, o.AppendEndOfText) = (CharacterTokenizer.Create("a".EnumerateRunes()), true)),
    ];

    protected override PipelineContext CreateContext() => PipelineContext.Create(pipelines => pipelines.AddTokenizers());

    protected override TokenizeEstimator CreateStage() => Context.Transforms.Tokenize(o =>
    {
        o.Kind = kind;
        o.BytePair.VocabularySize = 280;
        o.Unigram.VocabularySize = 40;
        o.WordPiece.VocabularySize = 60;
        o.Tokenizer = isGiven ? Given : null;
    });

    protected override TestView CreateData() => new TestView()
        .Add("Text", "the owner", "the river", "ran over", "the road", "an other thing");
}
