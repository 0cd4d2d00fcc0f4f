using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipelines;
using Pipelines.Encoders;
using Pipelines.Nn;
using Pipelines.Samples;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;
using ScienceExam.Exam;
using Spectre.Console;

namespace ScienceExam;

/// <summary>Questions with options are answered with the help of passages that a retriever finds, and without.</summary>
public static class Program
{
    private const string Sample = "science-exam";
    private const int Evaluations = 4;
    private const int LongestRow = 128;
    private const int LongestRowOfModel = 512;
    private const int LeastFrequency = 15;

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>0 when done, 1 for something the user can mend, 130 after Ctrl-C.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(
            ScienceExamCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(ScienceExamSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var output = new OutputFolder(settings.Out);
        output.OpenCheckpoints(settings.Resume);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPipelines().AddEncoders().AddRetrieval().AddEvaluation()
            .ConfigureContext(o => o.Seed = settings.Seed)
            .ConfigureEngine(o => o.ThreadCount = settings.Threads);
        using var host = builder.Build();
        var context = host.Services.GetRequiredService<PipelineContext>();
        var backend = host.Services.GetRequiredService<ITensorBackend>();

        // An exam, a part of which is only measured on, and documents to look answers up in.
        var source = Source.Open(context, settings, output);
        using var given = settings.Model is { } folder ? context.Model.LoadMultipleChoice(folder, o => o.AllowNewHead = true) : null;
        var learned = LearnTokenizer(source, cancellationToken);
        console.WriteLine(
            $"{source.Train.Count} questions of {source.Name} to learn from, {source.Held.Count} to measure on; "
            + $"everything goes to {output.Path}.");

        // Passages, found by words and by vectors.
        console.WriteHeading("retrieval");
        using var library = Library.Open(context, source, learned, settings, output, console, cancellationToken);
        var found = library.Measure(source.Held);
        ShowRetrieval(library, found, console);

        // Read: the best passages become a context. Choose: an encoder compares each option with question and context.
        console.WriteHeading("multiple choice");
        var tokenizer = given is null ? learned : given.Tokenizer
            ?? throw new PipelineException($"{settings.Model}: the folder has no tokenizer. Put the model's there.");
        var longest = given is null ? LongestRow : Math.Min(LongestRowOfModel, given.Model.Encoder.BlockSize);
        var reading = context.Transforms.RetrievePassages(library.Hybrid, o => (o.TopK, o.AllowRefused) = (settings.TopK, true))
            .Append(context.Transforms.BuildContext(o => (o.NumberSources, o.Separator) = (false, " ")));
        var train = context.Data.LoadFromEnumerable(ExamRow.Of(source.Train));
        var held = context.Data.LoadFromEnumerable(ExamRow.Of(source.Held));
        var reader = reading.Fit(train, cancellationToken);
        var (trainRead, heldRead) = (context.Data.Cache(reader.Transform(train)), context.Data.Cache(reader.Transform(held)));
        var encoder = given?.Model ?? MatchingStart.Create(backend, tokenizer.VocabularySize, tokenizer.PaddingId ?? 0, settings.Seed);
        var choosing = context.Transforms.FormatMultipleChoice(tokenizer, o =>
            {
                (o.ContextColumn, o.OptionsColumn, o.AnswerKind) = (ColumnNames.Context, nameof(ExamRow.Options), AnswerKind.Letter);
                o.MaximumLength = longest;
            })
            .Append(context.Trainers.MultipleChoice(encoder, tokenizer, o =>
            {
                (o.Steps, o.BatchSize, o.LearningRate) = (settings.Steps, settings.BatchSize, settings.LearningRate);
                (o.MinimumLearningRate, o.WarmupSteps) = (settings.LearningRate / 40, Math.Min(30, settings.Steps / 10));
                o.EvaluateEvery = o.CheckpointEvery = Math.Max(1, settings.Steps / Evaluations);
                (o.CheckpointFolder, o.CheckpointsKept, o.Resume) = (output.Combine("checkpoints", "choice"), 1, settings.Resume);
            }));
        var isMeasured = source.Held.Any(q => q.Answer is not null);
        using var fitted = console.ShowProgress(p => choosing.Fit(trainRead, isMeasured ? heldRead : null, p, cancellationToken));
        var model = fitted.LastTransformer;
        model.SaveFolder(output.Combine("model"));

        // Answer: with what was found, and without anything to read.
        var with = Answers.Of(context, fitted, heldRead);
        var without = Answers.Of(context, fitted, context.Data.LoadFromEnumerable(ExamRow.WithoutContexts(source.Held)));
        var overlap = Answers.OfOverlap(source.Held, [.. heldRead.GetColumn<string>(ColumnNames.Context)]);
        context.Data.SaveSubmission(with.Predictions, output.Combine("submission.csv"));

        var report = new ExamReport(source.Held, [.. heldRead.GetColumn<string[]>(ColumnNames.Passages)], with, without);
        report.Save(context.Data, output.Combine("questions.csv"));
        LossChart.Create($"Answering {source.Name}", model.Result!.History).Save(output.Combine("loss.svg"));
        new SampleReport
        {
            Sample = Sample,
            Metrics = Metrics(source, library, found, model, with, without, overlap, watch.Elapsed),
            Settings = settings.Describe(),
            Environment = SampleEnvironment.Describe(backend),
            History = model.Result.History,
            Histories = library.Training is not { } training ? null : new Dictionary<string, IReadOnlyList<TrainingRecord>>
            {
                ["embedder"] = training.History,
                ["choice"] = model.Result.History,
            },
        }.Save(output);

        report.ShowQuestions(console);
        console.WriteHeading("result");
        report.ShowTable(console);
        ShowResult(with, without, overlap, source, console);
        console.WriteLine($"{output.Path}: {SampleReport.FileName}, submission.csv, questions.csv, loss.svg, model, checkpoints");
    }

    // Rare words stay in pieces: an encyclopedia's names are then made of pieces that other names have, too.
    private static HuggingFaceTokenizer LearnTokenizer(Source source, CancellationToken cancellationToken)
    {
        var texts = source.Documents.GetColumn<string>(ColumnNames.Text).Concat(source.Train.SelectMany(q => q.Options.Prepend(q.Prompt)));
        var options = new WordPieceTrainerOptions { VocabularySize = 8192, MinimumFrequency = source.IsGenerated ? LeastFrequency : 2 };
        return new WordPieceTrainer(options).Train(texts.Select(text => text.AsMemory()), cancellationToken: cancellationToken);
    }

    private static Dictionary<string, double?> Metrics(
        Source source, Library library, IReadOnlyList<RetrieverQuality>? found, MultipleChoiceTransformer model, Answers with,
        Answers without, double? overlap, TimeSpan elapsed)
    {
        var metrics = new Dictionary<string, double?>
        {
            ["retrieval.recall10"] = found?[^1].Recall,
            ["retrieval.bm25.recall10"] = found?[0].Recall,
            ["retrieval.embedder.recall10"] = found?[1].Recall,
            ["retrieval.mrr"] = found?[^1].ReciprocalRank,
            ["retrieval.bm25.mrr"] = found?[0].ReciprocalRank,
            ["retrieval.embedder.mrr"] = found?[1].ReciprocalRank,
            ["overlap.map3"] = overlap,
            ["passages"] = library.Passages.Count,
            ["trainQuestions"] = source.Train.Count,
            ["heldQuestions"] = source.Held.Count,
            ["embedderSteps"] = library.Training?.Steps,
            ["seconds"] = elapsed.TotalSeconds,
        };
        foreach (var (name, value) in with.Metrics("withRetrieval").Concat(without.Metrics("withoutRetrieval"))
            .Concat(SampleReport.TrainingMetrics(model.Result!, model.Model.CountParameters())))
        {
            metrics[name] = value;
        }

        return metrics;
    }

    private static void ShowRetrieval(Library library, IReadOnlyList<RetrieverQuality>? found, SampleConsole console)
    {
        console.WriteLine($"{library.Passages.Count} passages");
        if (found is null)
            return;
        var table = new Table().Border(TableBorder.Simple).AddColumns("retriever", $"recall@{Library.RecallRank}", "MRR");
        foreach (var (name, recall, rank) in found)
            table.AddRow(name, Number(recall), Number(rank));
        console.Write(table);
    }

    private static void ShowResult(Answers with, Answers without, double? overlap, Source source, SampleConsole console)
    {
        if (with.Precision is null)
        {
            console.WriteLine("The answers are not known, so nothing was measured.");
            return;
        }

        var options = source.Held[0].Options.Count;
        var chance = Enumerable.Range(1, Math.Min(Answers.Places, options)).Sum(rank => 1.0 / rank) / options;
        var table = new Table().Border(TableBorder.Simple).AddColumns("", $"MAP@{Answers.Places}", "95 %", "accuracy")
            .AddRow("with retrieval", Number(with.Precision.Value), Interval(with), Number(with.Accuracy!.Value))
            .AddRow("without", Number(without.Precision!.Value), Interval(without), Number(without.Accuracy!.Value))
            .AddRow("words in common with the passages", Number(overlap!.Value), "", "")
            .AddRow("chance", Number(chance), "", Number(1.0 / options));
        console.Write(table);

        static string Interval(Answers answers) =>
            $"{Number(answers.Precision!.Estimate.Lower)} – {Number(answers.Precision.Estimate.Upper)}";
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
