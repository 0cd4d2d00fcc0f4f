using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>The whole way: text, tokens, blocks, a model, text again; saved and opened.</summary>
public class TextPipelineTests
{
    private static readonly string[] Lines = [.. Enumerable.Range(0, 60).Select(i => $"the cat {(i % 2 == 0 ? "sat" : "ran")} on the mat.\n")];

    [TestCase(TokenizerKind.Characters)]
    [TestCase(TokenizerKind.BytePair)]
    public void ASavedPipelineScoresAndWritesTheSame(TokenizerKind kind)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pipelines-{Guid.NewGuid():N}.pipeline");
        try
        {
            using var context = PretrainTestBed.CreateContext();
            using var fitted = Pipeline(context, kind).Fit(Data(), Data());
            var expected = Results(fitted);
            context.Model.Save(fitted, Data().Schema, path);

            using var other = PretrainTestBed.CreateContext();
            var loaded = other.Model.Load(path);
            Assert.That(Results(loaded), Is.EqualTo(expected));
            Assert.That(expected[0].Generated, Does.Match("^[a-z .\n]+$"));
            (loaded as IDisposable)?.Dispose();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void TheModelWritesWhatItLearned()
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = Pipeline(context, TokenizerKind.Characters, steps: 300).Fit(Data());
        var generator = ((PretrainTransformer)fitted[1]).CreateGenerator();
        var text = generator.Generate("the cat ", new GenerationOptions { Temperature = 0, MaximumNewTokens = 14 });
        Assert.That(text, Is.EqualTo("sat on the mat").Or.EqualTo("ran on the mat"));
    }

    [Test]
    public void TheVocabularyComesFromTheTokenizer()
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = Pipeline(context, TokenizerKind.Characters, steps: 1).Fit(Data());
        Assert.That(((PretrainTransformer)fitted[1]).Model.VocabularySize, Is.EqualTo(string.Concat(Lines).Distinct().Count()));
    }

    [Test]
    public void GeneratingWithoutAModelSaysWhereToPutTheStage()
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(
            () => context.Transforms.Generate().Fit(new TestView().Add(ColumnNames.Prompt, "a")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("behind a trainer"));
    }

    private static TestView Data() => new TestView().Add(ColumnNames.Text, Lines);

    private static EstimatorChain<GenerateTransformer> Pipeline(PipelineContext context, TokenizerKind kind, int steps = 20) =>
        context.Transforms.Tokenize(o =>
            {
                o.Kind = kind;
                o.BytePair.VocabularySize = 270;
            })
            .Append(context.Transforms.Pack(o => o.BlockSize = 32), TransformerScope.TrainTest)
            .Append(context.Trainers.Pretrain(PretrainTestBed.Config with { VocabularySize = 0, BlockSize = 32 }, o =>
            {
                o.Steps = steps;
                o.BatchSize = 4;
                o.LearningRate = 5e-3;
            }))
            .Append(context.Transforms.Generate(o =>
            {
                o.PromptColumn = ColumnNames.Text;
                o.MaximumNewTokens = 8;
                o.TopK = 5;
            }), TransformerScope.Scoring);

    private static (float Loss, int Count, string Generated)[] Results(ITransformer fitted)
    {
        var view = fitted.Transform(new TestView().Add(ColumnNames.Text, "the cat", "on the mat", "the"));
        return [.. view.GetColumn<float>(ColumnNames.Loss)
            .Zip(view.GetColumn<int>(ColumnNames.TokenCount), view.GetColumn<string>(ColumnNames.Generated))];
    }
}
