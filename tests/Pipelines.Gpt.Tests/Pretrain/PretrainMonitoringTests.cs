using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>What pretraining can watch: samples of its writing, and a guard set of blocks.</summary>
public class PretrainMonitoringTests
{
    private static readonly TestView Lines = new TestView().Add(ColumnNames.Text, [.. Enumerable.Range(0, 40).Select(i => $"the {i % 7} cats sat on {i % 5} mats\n")]);

    private static readonly TestView Digits = new TestView().Add(ColumnNames.Text, [.. Enumerable.Range(0, 40).Select(i => $"{i * 7919 % 1000}\n")]);

    [Test]
    public void SamplesGoIntoTheHistory()
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = Pipeline(context, o => o.Answers = new AnswerOptions { Every = 2, Prompts = ["the ", "cats"], Generation = new GenerationOptions { MaximumNewTokens = 5, Sample = false } }).Fit(Lines);
        var written = fitted.LastTransformer.Result!.History.Where(r => r.Samples is not null).ToArray();
        Assert.That(written.Select(r => r.Step), Is.EqualTo(new[] { 2, 4, 5 }));
        Assert.That(written[^1].Samples![0].Text, Is.EqualTo(fitted.LastTransformer.CreateGenerator().Generate("the ", new GenerationOptions { MaximumNewTokens = 5, Sample = false })));
    }

    [Test]
    public void SamplesOfIdsWithoutATokenizerAreRefused()
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(
            () => PretrainTestBed.Fit(context, o => (o.Steps, o.Answers) = (2, new AnswerOptions { Every = 1, Prompts = ["a"] })),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("tokenizer"));
    }

    [Test]
    public void MetricsOverAnswersAreRefusedWhereThereAreNoQuestions()
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(
            () => PretrainTestBed.Fit(context, o => (o.Steps, o.Answers) = (2, new AnswerOptions { Every = 1, Metrics = [ExactMatchMetric.Id] })),
            Throws.TypeOf<OptionsException>().With.Message.Contains("no questions"));
    }

    [Test]
    public void AGuardOfBlocksStopsTheRun()
    {
        using var context = PretrainTestBed.CreateContext();
        using var pretrained = Pipeline(context, o => o.Steps = 1).Fit(Lines);
        var guard = context.Transforms.Pack(o => o.BlockSize = PretrainTestBed.BlockSize).Fit(Tokens(context, Digits)).Transform(Tokens(context, Digits));
        var failure = Assert.Throws<GuardException>(() => Pipeline(
            context, o => (o.Steps, o.LearningRate, o.Guard) = (200, 1e-2, new GuardOptions { Data = guard, Every = 5, Tolerance = 0.05 })).Fit(Lines))!;
        Assert.That((failure.Step > 0, failure.Value > failure.Limit), Is.EqualTo((true, true)));
        Assert.That(failure.Limit, Is.EqualTo(failure.Start * 1.05).Within(1e-9));
    }

    private static Tokenizer Characters { get; } = CharacterTokenizer.Learn(["abcdefghijklmnopqrstuvwxyz0123456789 \n".AsMemory()], new CharacterTokenizerOptions());

    private static IDataView Tokens(PipelineContext context, IDataView text) => context.Transforms.Tokenize(o => o.Tokenizer = Characters).Fit(text).Transform(text);

    private static EstimatorChain<PretrainTransformer> Pipeline(PipelineContext context, Action<PretrainOptions> configure) =>
        context.Transforms.Tokenize(o => o.Tokenizer = Characters)
            .Append(context.Transforms.Pack(o => o.BlockSize = PretrainTestBed.BlockSize))
            .Append(context.Trainers.Pretrain(PretrainTestBed.Config with { VocabularySize = Characters.VocabularySize }, o =>
            {
                (o.Steps, o.BatchSize, o.LearningRate) = (5, 4, 3e-3);
                configure(o);
            }));
}
