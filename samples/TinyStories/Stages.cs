using Pipelines;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace TinyStories;

/// <summary>The three stages, each a typed pipeline, and what is measured after each.</summary>
internal sealed class Stages(
    PipelineContext context, TinyStoriesSettings settings, StoryRows rows, string checkpoints, SampleConsole console,
    CancellationToken cancellationToken)
{
    private const int Evaluations = 4;
    private const int NewTokens = 120;
    private const int ToldAtOnce = 8;

    /// <summary>Learns to go on with stories, or takes the model that was given and looks how well it knows them.</summary>
    public PretrainTransformer Begin(PretrainedGpt? given, out StageReport report)
    {
        if (given is null)
            return Pretrain(out report);
        var model = new PretrainTransformer(given.Model, ModelFolderTokenizer.Require(given.Tokenizer, given.Path), new ScoringColumns());
        var loss = StoryLoss(model);
        report = Report("given", model, null, loss, loss, rows.Beginnings);
        return model;
    }

    private PretrainTransformer Pretrain(out StageReport report)
    {
        var config = TinyStoriesSettings.Config;
        var pipeline = context.Transforms.Tokenize(o =>
            {
                o.BytePair.VocabularySize = TinyStoriesSettings.VocabularySize;
                o.AppendEndOfText = true;
            })
            .Append(context.Transforms.Pack(o => { o.BlockSize = config.BlockSize; o.Stride = 1; }), TransformerScope.Training)
            .Append(context.Transforms.Pack(o => { o.BlockSize = config.BlockSize; o.Remainder = PackRemainder.Pad; }),
                TransformerScope.Testing)
            .Append(context.Trainers.Pretrain(config, o =>
            {
                Configure(o, "pretrain", settings.PretrainSteps, 2e-3);
                o.BatchSize = 6;
            }));
        var fitted = console.ShowProgress(progress => pipeline.Fit(rows.Text, rows.HeldText, progress, cancellationToken));
        var result = fitted.LastTransformer.Result!;
        report = Report("pretrain", fitted.LastTransformer, result, result.ValidationLoss, result.ValidationLoss!.Value, rows.Beginnings);
        return fitted.LastTransformer;
    }

    /// <summary>Learns to follow instructions about stories.</summary>
    public TransformerChain<PretrainTransformer> FineTune(
        PretrainTransformer trained, out StageReport report, out IReadOnlyDictionary<string, double?> metrics)
    {
        var before = MeanLoss(trained, trained.Tokenizer!, rows.HeldTasks);
        var pipeline = context.Transforms.TokenizeExamples(trained.Tokenizer!)
            .Append(context.Trainers.SupervisedFineTune(trained, o =>
            {
                Configure(o, "sft", settings.TuningSteps, 1e-3);
                o.Empty = EmptyExampleHandling.Drop;
            }));
        var fitted = console.ShowProgress(progress => pipeline.Fit(rows.Tasks, rows.HeldTasks, progress, cancellationToken));
        var result = fitted.LastTransformer.Result!;
        report = Report("sft", fitted.LastTransformer, result, result.ValidationLoss, StoryLoss(trained), rows.Prompts);
        metrics = new Dictionary<string, double?> { ["sft.validationLossBefore"] = before };
        return fitted;
    }

    /// <summary>Learns which of two endings is the better one (DPO; Rafailov et al. 2023).</summary>
    public TransformerChain<PretrainTransformer> TunePreferences(
        PretrainTransformer tuned, out StageReport report, out IReadOnlyDictionary<string, double?> metrics)
    {
        var likelierBefore = LikelihoodAccuracy(tuned);
        var pipeline = context.Transforms.TokenizePreferences(tuned.Tokenizer!)
            .Append(context.Trainers.PreferenceTune(tuned, o =>
            {
                Configure(o, "dpo", settings.PreferenceSteps, 1e-4);
                o.Beta = 0.1;
                o.Empty = EmptyExampleHandling.Drop;
                o.EqualPairs = EqualPairHandling.Drop;
            }));
        var fitted = console.ShowProgress(progress => pipeline.Fit(rows.Pairs, rows.HeldPairs, progress, cancellationToken));
        var result = fitted.LastTransformer.Result!;
        report = Report("dpo", fitted.LastTransformer, result, result.ValidationLoss, StoryLoss(tuned), rows.Prompts);
        var last = result.History[^1].Metrics!;
        metrics = new Dictionary<string, double?>
        {
            // Before the first step model and reference are one, so that no reward differs from the other.
            ["dpo.rewardAccuracyBefore"] = result.History[0].Metrics![PreferenceMetrics.Accuracy],
            ["dpo.rewardAccuracy"] = last[PreferenceMetrics.Validation + PreferenceMetrics.Accuracy],
            ["dpo.margin"] = last[PreferenceMetrics.Validation + PreferenceMetrics.Margin],
            ["dpo.lossBefore"] = result.History[0].Loss,
            ["dpo.likelihoodAccuracyBefore"] = likelierBefore,
            ["dpo.likelihoodAccuracy"] = LikelihoodAccuracy(tuned),
        };
        return fitted;
    }

    private void Configure(TrainerOptions options, string stage, int steps, double learningRate)
    {
        options.Steps = steps;
        options.BatchSize = 8;
        options.LearningRate = learningRate;
        options.MinimumLearningRate = learningRate / 10;
        options.WarmupSteps = Math.Min(40, steps / 10);
        options.Optimizer = new AdamWOptions { Beta2 = 0.99, WeightDecay = 0.01 };
        options.EvaluateEvery = Math.Max(1, steps / Evaluations);
        options.EvaluationBatches = 6;
        options.CheckpointFolder = Path.Combine(checkpoints, stage);
        options.CheckpointEvery = Math.Max(1, steps / Evaluations);
        options.CheckpointsKept = 1;
        options.Resume = settings.Resume;
    }

    private StageReport Report(
        string stage, PretrainTransformer model, TrainingResult? result, double? loss, double storyLoss, IReadOnlyList<string> prompts)
    {
        var options = new GenerationOptions { MaximumNewTokens = NewTokens, Temperature = 0.8f, Seed = settings.Seed };
        var generator = model.CreateGenerator();
        var texts = console.InParts(
            "Tell", prompts, ToldAtOnce, (part, first) => generator.GenerateBatch(part, options, (ulong)first, cancellationToken),
            cancellationToken);
        return new StageReport(
            stage, result, loss, storyLoss, [.. prompts.Zip(texts, (prompt, text) => new GeneratedSample(prompt, text))]);
    }

    // Held-out stories as pretraining measured them.
    private double StoryLoss(PretrainTransformer model)
    {
        var tokens = context.Transforms.Tokenize(o => { o.Tokenizer = model.Tokenizer; o.AppendEndOfText = true; }).Fit(rows.HeldText)
            .Transform(rows.HeldText);
        var blocks = context.Transforms.Pack(o => { o.BlockSize = model.Model.BlockSize; o.Remainder = PackRemainder.Pad; }).Fit(tokens)
            .Transform(tokens);
        return new Evaluator(model.Model, blocks, new TrainingColumns(), 8).Measure(0, cancellationToken);
    }

    private double MeanLoss(PretrainTransformer model, Tokenizer tokenizer, IDataView tasks)
    {
        var tokens = context.Transforms.TokenizeExamples(tokenizer).Fit(tasks).Transform(tasks);
        using var store =
            ExampleStore.Read(tokens, new ExampleSettings(model.Model.BlockSize, Empty: EmptyExampleHandling.Drop), cancellationToken);
        return new Evaluator(model.Model, ExampleView.OneARow(store, 8), new TrainingColumns(), 8).Measure(0, cancellationToken);
    }

    // How often the better of two endings has the lower loss per token.
    private double LikelihoodAccuracy(PretrainTransformer model)
    {
        var better = Losses(PreferenceColumns.Chosen);
        var worse = Losses(PreferenceColumns.Rejected);
        return (double)better.Zip(worse).Count(pair => pair.First < pair.Second) / better.Length;

        float[] Losses(string answers)
        {
            var tokens = context.Transforms.TokenizeExamples(model.Tokenizer!, o => o.CompletionColumn = answers).Fit(rows.HeldPairs)
                .Transform(rows.HeldPairs);
            var scored =
                new PretrainTransformer(model.Model, model.Tokenizer, new ScoringColumns(LossMask: ColumnNames.LossMask)).Transform(tokens);
            return [.. scored.GetColumn<float>(ColumnNames.Loss)];
        }
    }
}
