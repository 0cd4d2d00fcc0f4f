using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Pipelines;
using Pipelines.Encoders;
using Pipelines.Nn;
using Pipelines.Samples;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;
using ScienceExam.Exam;

namespace ScienceExam;

/// <summary>Questions with options are answered with the help of passages that a retriever finds, and without.</summary>
public static class Program
{
    private const string Sample = "science-exam";
    private const int Evaluations = 4;
    private const int LongestRow = 512;
    private const int LeastFrequency = 15;
    private const string Unknown = "The answers are not known, so nothing was measured.";

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
        using var host = SampleHost.Create(
            settings.Seed, settings.Threads, pipelines => pipelines.AddEncoders().AddRetrieval().AddEvaluation());
        var context = host.GetContext();
        var backend = host.Services.GetRequiredService<ITensorBackend>();

        // An exam, a part of which is only measured on, and documents to look answers up in.
        var source = Source.Open(context, settings, output);
        using var given = settings.Model is { } folder ? context.Model.LoadMultipleChoice(folder, o => o.AllowNewHead = true) : null;
        output.OpenCheckpoints(settings.Resume);
        var learned = LearnTokenizer(source, cancellationToken);
        console.WriteLine(
            $"{source.Train.Count} questions of {source.Name} to learn from, {source.Held.Count} to measure on; "
            + $"everything goes to {output.Path}.");
        if (source.LeftOut > 0)
            console.WriteLine($"{source.LeftOut} questions were left out: they have no answer, or two options that are the same.");

        // Passages, found by words and by vectors.
        console.WriteHeading("retrieval");
        using var library = Library.Open(context, source, learned, settings, output, console, cancellationToken);
        var found = library.Measure(source.Held, console, cancellationToken);
        console.WriteLine($"{library.Passages.Count} passages");
        var retrieval = found is null ? null : ResultTables.Retrieval(found);
        if (retrieval is not null)
            console.Write(retrieval);

        // Read: the best passages become a context. Choose: an encoder compares each option with question and context.
        console.WriteHeading("multiple choice");
        Tokenizer tokenizer = given is null ? learned : ModelFolderTokenizer.Require(given.Tokenizer, settings.Model!);
        var reading = context.Transforms.RetrievePassages(library.Hybrid, o => (o.TopK, o.AllowRefused) = (settings.TopK, true))
            .Append(context.Transforms.BuildContext(o => (o.NumberSources, o.Separator) = (false, " ")));
        var train = context.Data.LoadFromEnumerable(ExamRow.Of(source.Train));
        var held = context.Data.LoadFromEnumerable(ExamRow.Of(source.Held));
        var reader = reading.Fit(train, cancellationToken);
        var trainRead = console.CacheRows(context.Data, "Read", reader.Transform(train), cancellationToken);
        var heldRead = console.CacheRows(context.Data, "Read to measure", reader.Transform(held), cancellationToken);
        var encoder = given?.Model ?? MatchingStart.Create(backend, tokenizer.VocabularySize, tokenizer.PaddingId ?? 0, settings.Seed);
        var choosing = context.Transforms.FormatMultipleChoice(tokenizer, o =>
            {
                (o.ContextColumn, o.OptionsColumn, o.AnswerKind) = (ColumnNames.Context, nameof(ExamRow.Options), AnswerKind.Letter);
                o.MaximumLength = Math.Min(LongestRow, encoder.Encoder.BlockSize);
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
        var with = Answers.Of(context, fitted, heldRead, console, cancellationToken);
        var bare = context.Data.LoadFromEnumerable(ExamRow.WithoutContexts(source.Held));
        var without = Answers.Of(context, fitted, bare, console, cancellationToken);
        var overlap = Answers.OfOverlap(source.Held, [.. heldRead.GetColumn<string>(ColumnNames.Context)]);
        context.Data.SaveSubmission(with.Predictions, output.Combine("submission.csv"));

        var report = new ExamReport(source.Held, [.. heldRead.GetColumn<string[]>(ColumnNames.Passages)], with, without);
        report.Save(context.Data, output.Combine("questions.csv"));
        var answering = ResultTables.Answering(with, without, overlap, source);
        var loss = LossChart.Create($"Answering {source.Name}", model.Result!.History, "loss (nats per question)");
        loss.Save(output.Combine("loss.svg"));
        new SampleReport
        {
            Sample = Sample,
            Metrics = ResultTables.Metrics(source, library, found, model, with, without, overlap, watch.Elapsed),
            Settings = settings.Describe(),
            Environment = SampleEnvironment.Describe(backend),
            History = model.Result.History,
            Histories = library.Training is not { } training ? null : new Dictionary<string, IReadOnlyList<TrainingRecord>>
            {
                ["embedder"] = training.History,
                ["choice"] = model.Result.History,
            },
            Memory = new[] { ("embedder", library.Training?.Memory), ("choice", model.Result.Memory) }
                .Where(run => run.Item2 is not null).ToDictionary(run => run.Item1, run => run.Item2!),
            Charts = library.Training is { } embedding
                ? [LossChart.Create("Learning which passage answers", embedding.History, "loss (nats per question)"), loss]
                : [loss],
            Title = "An exam, with an encyclopedia and without",
            Results = page =>
            {
                if (answering is null)
                    page.Paragraph(Unknown);
                else
                    page.Add(answering.ToReport());
                if (retrieval is not null)
                    page.Add(retrieval.ToReport());
                page.Section("Questions").Add(report.ToTable().ToReport()).Add(report.ToExamples());
            },
        }.Save(output);

        report.ShowQuestions(console);
        console.WriteHeading("result");
        var rows = report.ToTable();
        console.WriteLine(rows.Title);
        console.Write(rows);
        if (answering is null)
            console.WriteLine(Unknown);
        else
            console.Write(answering);
        console.WriteLine(
            $"{output.Path}: {SampleReport.PageName}, {SampleReport.FileName}, submission.csv, questions.csv, loss.svg, model, "
            + "checkpoints");
    }

    // Rare words stay in pieces: an encyclopedia's names are then made of pieces that other names have, too.
    private static HuggingFaceTokenizer LearnTokenizer(Source source, CancellationToken cancellationToken)
    {
        var texts = source.Documents.GetColumn<string>(ColumnNames.Text).Concat(source.Train.SelectMany(q => q.Options.Prepend(q.Prompt)));
        var options = new WordPieceTrainerOptions { VocabularySize = 8192, MinimumFrequency = source.IsGenerated ? LeastFrequency : 2 };
        return new WordPieceTrainer(options).Train(texts.Select(text => text.AsMemory()), cancellationToken: cancellationToken);
    }
}
