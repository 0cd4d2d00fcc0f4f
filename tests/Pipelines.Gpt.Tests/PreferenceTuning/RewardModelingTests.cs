using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

public class RewardModelingTests
{
    private PipelineContext _context = null!;
    private string _folder = "";

    [SetUp]
    public void Create()
    {
        _context = PretrainTestBed.CreateContext(threads: 2);
        _folder = Directory.CreateTempSubdirectory("pipelines-rewards").FullName;
    }

    [TearDown]
    public void Delete()
    {
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void BetterTextsGetTheHigherReward()
    {
        // Which way a text counts takes two of its tokens to see.
        using var fitted = Train(o => o.Steps = 300, PreferenceTestBed.Pairs(400), PreferenceTestBed.Pairs(40, seed: 9));
        var metrics = fitted.LastTransformer.Result!.History[^1].Metrics!;
        Assert.That(metrics[PreferenceMetrics.Validation + PreferenceMetrics.Accuracy], Is.GreaterThan(0.85));

        // A text is scored by itself as it was beside its pair, before and after the pipeline was saved.
        int[][] texts = [[3, 4, 5, 6, 7], [3, 2, 1, 0, 16]];
        var scores = Scores(fitted, texts);
        Assert.That(scores[0], Is.GreaterThan(scores[1]));
        var file = Path.Combine(_folder, "reward.pipeline");
        _context.Model.Save(fitted, file);
        Assert.That(Scores(_context.Model.Load(file), texts), Is.EqualTo(scores));
    }

    [Test]
    public void MarginsAndCenteringChangeTheLoss()
    {
        var margins = new float[24];
        Array.Fill(margins, 2f);
        var data = PreferenceTestBed.Pairs().Add("Margin", margins);
        double First(Action<RewardModelingOptions> configure)
        {
            using var fitted = Train(o =>
            {
                o.Steps = 1;
                configure(o);
            }, data, null);
            return fitted.LastTransformer.Result!.History[0].Loss;
        }

        var plain = First(_ => { });
        Assert.That(First(o => o.MarginColumn = "Margin"), Is.GreaterThan(plain + 1));
        Assert.That(First(o => o.CenteringCoefficient = 10), Is.GreaterThan(plain));
    }

    [Test]
    public void ResumingEqualsNotHavingStopped()
    {
        using var straight = Train(o => o.Steps = 8, PreferenceTestBed.Pairs(), null);
        using var half = Train(
            o => (o.Steps, o.CheckpointFolder, o.StopWhen) = (8, _folder, p => p.Step == 4), PreferenceTestBed.Pairs(), null);
        using var resumed = Train(o => (o.Steps, o.CheckpointFolder, o.Resume) = (8, _folder, true), PreferenceTestBed.Pairs(), null);
        Assert.That(
            PreferenceTestBed.Weights(resumed.LastTransformer.Model), Is.EqualTo(PreferenceTestBed.Weights(straight.LastTransformer.Model)));
    }

    [Test]
    public void TextsThatCannotBeScoredAreReportedByRow()
    {
        using var fitted = Train(o => o.Steps = 1, PreferenceTestBed.Pairs(), null);
        Assert.That(() => Scores(fitted, [[1], []]), Throws.TypeOf<CellException>().With.Message.Contains("row 1"));
        Assert.That(() => Scores(fitted, [new int[17]]), Throws.TypeOf<CellException>().With.Message.Contains("17 tokens"));
    }

    [Test]
    public void AFolderWithoutAHeadIsRefused()
    {
        using (var model = PreferenceTestBed.Model(_context))
            model.Save(_folder);
        Assert.That(
            () => RewardModel.Load(_folder, PreferenceTestBed.Backend(_context)),
            Throws.TypeOf<ModelFormatException>().With.Message.Contains("score.weight"));
    }

    private static float[] Scores(ITransformer fitted, int[][] texts) =>
        [.. fitted.Transform(new TestView().Add(PreferenceColumns.ChosenTokens, texts)).GetColumn<float>(ColumnNames.Score)];

    private TransformerChain<RewardTransformer> Train(Action<RewardModelingOptions> configure, IDataView data, IDataView? validation) =>
        new EstimatorChain<RewardTransformer>().Append(_context.Trainers.TrainRewardModel(PreferenceTestBed.Model(_context), o =>
        {
            (o.BatchSize, o.LearningRate) = (8, 3e-3);
            configure(o);
        })).Fit(data, validation);
}
