using Microsoft.Extensions.DependencyInjection;
using Pipelines;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Retrieval;
using Pipelines.Samples;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Quickstart;

/// <summary>A small decoder learns a language, learns to answer questions, and takes an exam with retrieved passages and without.</summary>
public static class Program
{
    private const int VocabularySize = 768;

    // Weights are drawn wide: so small a decoder then looks at single words from the start, not at the mean of all.
    private static GptConfig Config { get; } = GptConfig.NanoLlama with
    {
        BlockSize = 128,
        LayerCount = 2,
        EmbeddingSize = 64,
        FeedForwardSize = 128,
        InitializerRange = 0.2f,
    };

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>0 when done, 1 for something the user can mend, 130 after Ctrl-C.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(
            QuickstartCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(QuickstartSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var output = new OutputFolder(settings.Out);
        var (passages, file) = (output.Combine("passages.txt"), output.Combine("quickstart.pipeline"));
        using var host = SampleHost.Create(settings.Seed, settings.Threads, pipelines => pipelines
            .AddGpt().AddPeft().AddRetrieval().AddEvaluation().AddPassages(() => File.ReadAllLines(passages)));
        var context = host.GetContext();

        // Texts of an invented land, questions with answers to learn from, and an exam on towns that none of these names.
        var material = Material.Open(context.Data, settings, output);
        var (train, held) = (context.Data.LoadFromEnumerable(material.Train), context.Data.LoadFromEnumerable(material.Exam));
        output.OpenCheckpoints(settings.Resume);
        console.WriteLine(
            $"{material.Train.Count} questions to learn from, {material.Exam.Count} in {material.Name}; everything goes to {output.Path}.");

        // 1. Pretrain a decoder on the texts.
        console.WriteHeading("pretraining");
        var start = settings.Model ?? output.Combine("base");
        TrainingResult? pretraining = null;
        if (settings.Model is null)
        {
            var pipeline = QuickstartPipelines.Pretraining(
                context, Config, VocabularySize, o => Configure(o, "pretrain", settings.PretrainSteps, 5e-3));
            using var pretrained = console.ShowProgress(p => pipeline.Fit(material.Texts, material.HeldTexts, p, cancellationToken));
            pretraining = pretrained.LastTransformer.Result;
            pretrained.LastTransformer.Model.Save(start, tokenizer: pretrained.LastTransformer.Tokenizer);
        }

        using var decoder = context.Model.LoadGpt(start);
        var tokenizer = ModelFolderTokenizer.Require(decoder.Tokenizer, start);

        // 2. Cut the documents into passages, and let the decoder take the exam with those that are found and without.
        console.WriteHeading("before");
        var chunks = context.Transforms.Chunk(tokenizer, o =>
            {
                o.Unit = ChunkUnit.Sentences;
                o.Size = 1;
                o.MaximumTokens = decoder.Model.BlockSize / 4;
                o.SplitOversized = true;
            })
            .Fit(material.Documents, cancellationToken).Transform(material.Documents);
        output.Write("passages.txt", string.Join('\n', chunks.GetColumn<string>(ColumnNames.Text).Select(t => t.ReplaceLineEndings(" "))));
        var asked = QuickstartPipelines.Asking(context).Fit(train, cancellationToken).Transform(held);
        var exam = new Exam(context, material.Exam, asked, console, cancellationToken);
        var before = exam.Take("before LoRA", decoder);

        // 3. Instruction tuning: LoRA teaches it to answer by what it reads. The adapter is saved as PEFT saves one.
        console.WriteHeading("tuning with LoRA");
        using var tuned = console.ShowProgress(p => QuickstartPipelines.Tuning(
            context, decoder, o => Configure(o, "lora", settings.Steps, 1e-2)).Fit(train, held, p, cancellationToken));
        var lora = tuned.LastTransformer;
        lora.Adapters.Save(output.Combine("adapter"), basePath: start, tokenizer: tokenizer);
        context.Model.Save(QuickstartPipelines.Answering(context, tuned), file);

        // 4. The same exam again.
        console.WriteHeading("after");
        var after = exam.Take("after LoRA", decoder);
        var report = new QuickstartReport(settings, material, pretraining, lora.Result!, [.. before, .. after]);
        report.Save(output, decoder, host.Services.GetRequiredService<ITensorBackend>());

        // 5. One file has it all but the passages: open it and ask.
        console.WriteHeading("the saved pipeline");
        var opened = context.Model.Load(file);
        var question = context.Data.LoadFromEnumerable([new Question(material.Exam[0].Question)]);
        console.WriteLine(material.Exam[0].Question);
        console.WriteLine(opened.Transform(question).GetColumn<string>(ColumnNames.Generated).Single().Trim());

        console.WriteHeading("result");
        console.Write(report.Table);
        console.WriteLine($"{output.Path}: {SampleReport.PageName}, {SampleReport.FileName}, base, adapter, quickstart.pipeline, passages.txt");

        void Configure(TrainerOptions o, string name, int steps, double learningRate)
        {
            o.Steps = steps;
            o.BatchSize = 16;
            o.LearningRate = learningRate;
            o.MinimumLearningRate = learningRate / 10;
            o.WarmupSteps = Math.Min(40, steps / 10);
            o.Optimizer = new AdamWOptions { Beta2 = 0.99 };
            o.EvaluateEvery = Math.Max(1, steps / 4);
            o.EvaluationBatches = 8;
            o.CheckpointEvery = Math.Max(1, steps / 4);
            o.CheckpointFolder = output.Combine("checkpoints", name);
            o.CheckpointsKept = 1;
            o.Resume = settings.Resume;
        }
    }
}
