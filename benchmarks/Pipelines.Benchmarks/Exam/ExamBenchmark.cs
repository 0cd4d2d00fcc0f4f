using System.Diagnostics;
using System.Globalization;
using Pipelines.Encoders;
using Pipelines.Evaluation;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Exam;

/// <summary>
/// Trains a small multiple-choice encoder and a vocabulary from nothing but the training exam, and measures it on the other exam beside
/// baselines. Questions of the training exam that are held out choose the step whose weights count; the test exam chooses nothing.
/// </summary>
internal sealed class ExamBenchmark(ExamBenchmarkOptions options, TextWriter output)
{
    private const int VocabularySize = 8000;
    private const int MaximumLength = 192;
    private const int BatchSize = 16;
    private const int HeldOutQuestions = 300;

    /// <summary>Runs it.</summary>
    public void Run()
    {
        using var context = PipelineContext.Create(
            p => p.AddEncoders().AddEvaluation().ConfigureEngine(o => o.ThreadCount = options.Threads), seed: options.Seed);
        var (exam, test) = (context.Data.LoadExam(options.Train), context.Data.LoadExam(options.Test));
        var (known, asked) = (Questions(context, exam), Questions(context, test));
        var split = context.Data.TrainTestSplit(exam, HeldOutQuestions / (double)known.Count);
        var held = Questions(context, split.TestSet);
        output.WriteLine(
            $"{known.Count - held.Count:N0} questions to learn from, {held.Count:N0} of the same exam held out, " +
            $"{asked.Count:N0} of the other.");
        output.WriteLine("| ranked by | MAP@3 | accuracy | MAP@3, held out | accuracy, held out |");
        output.WriteLine("|---|---|---|---|---|");
        var (precision, accuracy) = ((1 + 1 / 2.0 + 1 / 3.0) / 5, 1 / 5.0);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| chance, exactly | {precision:F4} | {accuracy:F4} | {precision:F4} | {accuracy:F4} |"));
        Report(context, "shared words", questions => ExamBaselines.SharedWords(context, questions), asked, held);
        Report(context, "BM25 of the question", questions => ExamBaselines.Bm25(context, known, questions), asked, held);
        Report(context, "length, longest first", questions => ExamBaselines.Longest(context, questions), asked, held);
        var started = Stopwatch.GetTimestamp();
        var checkpoints = Directory.CreateTempSubdirectory("pipelines-exam-");
        using var fitted = Train(context, split, known, checkpoints.FullName);
        checkpoints.Delete(recursive: true);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var scored = fitted.Transform(test);
        output.WriteLine(
            $"| {options.Encoder} from scratch | {Scores(context, scored)} | {Scores(context, fitted.Transform(split.TestSet))} |");
        if (scored.GetColumn<string>(ColumnNames.PredictedLabel).Count() != asked.Count)
            throw new PipelineException("The encoder did not rank all questions, so its row cannot be compared.");
        var result = fitted.LastTransformer.Result!;
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Parameters.All:N0} parameters, {result.Steps} steps, {seconds:F0} s, {result.TokensPerSecond:N0} tokens/s; " +
            $"weights of step {result.WeightsOfStep}, held-out loss {result.ValidationLoss:F3}."));
        if (options.Folder is null)
            return;
        fitted.LastTransformer.SaveFolder(Path.Combine(options.Folder, "model"));
        context.Data.SaveSubmission(scored, Path.Combine(options.Folder, "submission.csv"));
    }

    private static List<ExamQuestion> Questions(PipelineContext context, IDataView exam) =>
        [.. context.Data.CreateEnumerable<ExamQuestion>(exam)];

    private TransformerChain<MultipleChoiceTransformer> Train(
        PipelineContext context, TrainTestData split, List<ExamQuestion> questions, string checkpoints)
    {
        var texts = questions.SelectMany(q => q.Options.Prepend(q.Prompt)).Select(text => text.AsMemory());
        var tokenizer = new WordPieceTrainer(new WordPieceTrainerOptions { VocabularySize = VocabularySize }).Train(texts);
        void Configure(MultipleChoiceOptions o)
        {
            (o.Epochs, o.BatchSize, o.LearningRate, o.WarmupSteps) = (options.Epochs, BatchSize, options.LearningRate, 100);
            (o.EvaluateEvery, o.LoadBest, o.CheckpointFolder) = (100, true, checkpoints);
            o.Optimizer = new AdamWOptions { WeightDecay = 0.01 };
        }

        return new EstimatorChain<ITransformer>()
            .Append(context.Transforms.FormatMultipleChoice(tokenizer, o => (o.MaximumLength, o.SkipRefused) = (MaximumLength, true)))
            .Append(options.Encoder == "bert"
                ? context.Trainers.MultipleChoice(Bert(), Configure)
                : context.Trainers.MultipleChoice(Deberta(), Configure))
            .Fit(split.TrainSet, split.TestSet, new Progress(output));
    }

    private BertConfig Bert() => new()
    {
        VocabularySize = 0,
        HiddenSize = options.Size,
        LayerCount = options.Layers,
        HeadCount = Math.Max(1, options.Size / 32),
        IntermediateSize = 2 * options.Size,
        PositionCount = MaximumLength,
    };

    private DebertaConfig Deberta() => new()
    {
        VocabularySize = 0,
        HiddenSize = options.Size,
        EmbeddingSize = options.Size,
        LayerCount = options.Layers,
        HeadCount = Math.Max(1, options.Size / 32),
        IntermediateSize = 2 * options.Size,
        PositionCount = MaximumLength,
        RelativeAttention = true,
        PositionBuckets = 32,
        ContentToPosition = true,
        PositionToContent = true,
        ShareAttentionKey = true,
        NormalizeRelativeEmbeddings = true,
        PositionBiasedInput = false,
    };

    private void Report(
        PipelineContext context, string name, Func<IReadOnlyList<ExamQuestion>, IDataView> rank, List<ExamQuestion> asked,
        List<ExamQuestion> held) =>
        output.WriteLine($"| {name} | {Scores(context, rank(asked))} | {Scores(context, rank(held))} |");

    private static string Scores(PipelineContext context, IDataView scored)
    {
        var precision = context.Evaluation.MeanAveragePrecision(scored, k: 3, configure: Sampled);
        var accuracy = context.Evaluation.Accuracy(scored, prediction: ColumnNames.Score, configure: Sampled);
        return $"{precision.Estimate} | {accuracy.Estimate}";
    }

    private static void Sampled(RankingOptions o) => o.BootstrapSamples = 10_000;

    private sealed class Progress(TextWriter output) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            if (value is TrainingProgress { ValidationLoss: { } loss, Metrics: { } metrics } step)
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  step {step.Step} of {step.TotalSteps}: loss {step.Loss:F3}, held out {loss:F3}, accuracy " +
                    $"{metrics["accuracy"]:F3}, MAP@3 {metrics["map@3"]:F3}, {step.TokensPerSecond:N0} tokens/s"));
        }
    }
}
