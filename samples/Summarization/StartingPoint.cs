using Pipelines;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Training;
using Summarization.Articles;

namespace Summarization;

/// <summary>The model folder that every method starts from: a given one, or one that is pretrained here on articles without
/// summaries.</summary>
internal static class StartingPoint
{
    private const double ValidationShare = 0.05;
    private const int Evaluations = 3;

    /// <summary>The folder of the pretrained model in the output.</summary>
    public const string FolderName = "base";

    /// <summary>Pretrains a model and writes it.</summary>
    /// <param name="context">Makes stages.</param>
    /// <param name="settings">How.</param>
    /// <param name="articles">Articles to learn from.</param>
    /// <param name="output">Where the folder goes.</param>
    /// <param name="console">Shows the progress.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static TrainingResult Pretrain(
        PipelineContext context, SummarizationSettings settings, IReadOnlyList<Article> articles, OutputFolder output,
        SampleConsole console,
        CancellationToken cancellationToken)
    {
        var preset = settings.Preset;
        // The vocabulary is that of the text, as a real base model's: a token that pretraining never met would start from noise.
        var text = settings.Pretrain is { } file
            ? context.Data.LoadFromTextFile(file, o => o.KeepLineEnds = true)
            : context.Data.LoadFromEnumerable(articles.Select(a => new TextRow(a.Text)).ToArray());
        var (train, validation) = RowSplit.KeepLast(context.Data, text, ValidationShare);
        var pipeline = context.Transforms.Tokenize(o =>
            {
                o.BytePair.VocabularySize = preset.VocabularySize;
                o.BytePair.SpecialTokens = [Separator.Token];
                o.AppendEndOfText = settings.Pretrain is null;
            })
            .Append(context.Transforms.Pack(o => { o.BlockSize = preset.Config.BlockSize; o.Stride = 1; }), TransformerScope.Training)
            .Append(context.Transforms.Pack(o => { o.BlockSize = preset.Config.BlockSize; o.Remainder = PackRemainder.Pad; }),
                TransformerScope.Testing)
            .Append(context.Trainers.Pretrain(preset.Config, o =>
            {
                o.Steps = settings.PretrainSteps;
                o.BatchSize = preset.PretrainBatchSize;
                o.LearningRate = preset.PretrainLearningRate;
                o.MinimumLearningRate = preset.PretrainLearningRate / 10;
                o.WarmupSteps = Math.Min(50, settings.PretrainSteps / 10);
                o.Optimizer = new AdamWOptions { Beta2 = 0.99 };
                o.EvaluateEvery = Math.Max(1, settings.PretrainSteps / Evaluations);
                o.EvaluationBatches = 8;
                o.CheckpointFolder = output.Combine("checkpoints", FolderName);
                o.CheckpointEvery = Math.Max(1, settings.PretrainSteps / Evaluations);
                o.CheckpointsKept = 1;
                o.Resume = settings.Resume;
            }));
        using var fitted = console.ShowProgress(progress => pipeline.Fit(train, validation, progress, cancellationToken));
        var stage = fitted.LastTransformer;
        stage.Model.Save(output.Combine(FolderName), tokenizer: stage.Tokenizer);
        return stage.Result!;
    }

    private sealed record TextRow(string Text);
}
