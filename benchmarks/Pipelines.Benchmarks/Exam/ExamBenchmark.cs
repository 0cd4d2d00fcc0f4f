using System.Diagnostics;
using System.Globalization;
using Pipelines.Encoders;
using Pipelines.Evaluation;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Exam;

/// <summary>
/// Trains a small multiple-choice encoder and a vocabulary from nothing but the training exam, and measures it on the other exam beside
/// baselines. Settings are fixed beforehand; the test exam is looked at once, at the end.
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
        var (train, test) = (context.Data.LoadExam(options.Train), context.Data.LoadExam(options.Test));
        var (learned, asked) = (Questions(context, train), Questions(context, test));
        output.WriteLine($"{learned.Count:N0} questions to learn from, {asked.Count:N0} to be measured on.");
        output.WriteLine("| ranked by | MAP@3 | accuracy |");
        output.WriteLine("|---|---|---|");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| chance, exactly | {(1 + 1 / 2.0 + 1 / 3.0) / 5:F4} | {1 / 5.0:F4} |"));
        Report(context, "shared words", ExamBaselines.SharedWords(context, asked));
        Report(context, "BM25 of the question", ExamBaselines.Bm25(context, learned, asked));
        Report(context, "length, longest first", ExamBaselines.Longest(context, asked));
        var started = Stopwatch.GetTimestamp();
        using var fitted = Train(context, train, learned);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var scored = fitted.Transform(test);
        Report(context, $"{options.Encoder} from scratch", scored);
        if (scored.GetColumn<string>(ColumnNames.PredictedLabel).Count() != asked.Count)
            throw new PipelineException("The encoder did not rank all questions, so its row cannot be compared.");
        var result = fitted.LastTransformer.Result!;
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Parameters.All:N0} parameters, {result.Steps} steps, {seconds:F0} s, {result.TokensPerSecond:N0} tokens/s; loss {result.TrainLoss:F3} at the end, {result.ValidationLoss:F3} on held-out training questions ({Held(result)})."));
        if (options.Folder is null)
            return;
        fitted.LastTransformer.SaveFolder(Path.Combine(options.Folder, "model"));
        context.Data.SaveSubmission(scored, Path.Combine(options.Folder, "submission.csv"));
    }

    private static List<ExamQuestion> Questions(PipelineContext context, IDataView exam) =>
        [.. context.Data.CreateEnumerable<ExamQuestion>(exam)];

    private static string Held(TrainingResult result) => result.History[^1].Metrics is { } metrics
        ? string.Join(", ", metrics.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value:F3}")))
        : "";

    private TransformerChain<MultipleChoiceTransformer> Train(PipelineContext context, IDataView exam, List<ExamQuestion> questions)
    {
        var texts = questions.SelectMany(q => q.Options.Prepend(q.Prompt)).Select(text => text.AsMemory());
        var tokenizer = new WordPieceTrainer(new WordPieceTrainerOptions { VocabularySize = VocabularySize }).Train(texts);
        var split = context.Data.TrainTestSplit(exam, HeldOutQuestions / (double)questions.Count);
        return new EstimatorChain<ITransformer>()
            .Append(context.Transforms.FormatMultipleChoice(tokenizer, o => (o.MaximumLength, o.SkipRefused) = (MaximumLength, true)))
            .Append(options.Encoder == "bert"
                ? context.Trainers.MultipleChoice(Bert(), Configure)
                : context.Trainers.MultipleChoice(Deberta(), Configure))
            .Fit(split.TrainSet, split.TestSet, new Progress(output));
    }

    private void Configure(MultipleChoiceOptions o)
    {
        (o.Epochs, o.BatchSize, o.LearningRate) = (options.Epochs, BatchSize, options.LearningRate);
        (o.WarmupSteps, o.EvaluateEvery) = (100, 200);
        o.Optimizer = new AdamWOptions { WeightDecay = 0.01 };
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

    private void Report(PipelineContext context, string name, IDataView scored)
    {
        var precision = context.Evaluation.MeanAveragePrecision(scored, k: 3, configure: Sampled);
        var accuracy = context.Evaluation.Accuracy(scored, prediction: ColumnNames.Score, configure: Sampled);
        output.WriteLine($"| {name} | {precision.Estimate} | {accuracy.Estimate} |");
    }

    private static void Sampled(RankingOptions o) => o.BootstrapSamples = 10_000;

    private sealed class Progress(TextWriter output) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            if (value is TrainingProgress { ValidationLoss: { } loss, Metrics: { } metrics } step)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  step {step.Step} of {step.TotalSteps}: loss {step.Loss:F3}, held out {loss:F3}, accuracy {metrics["accuracy"]:F3}, MAP@3 {metrics["map@3"]:F3}, {step.TokensPerSecond:N0} tokens/s"));
        }
    }
}
