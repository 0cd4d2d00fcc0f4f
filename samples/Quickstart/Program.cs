using Microsoft.Extensions.DependencyInjection;
using Pipelines;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Retrieval;
using Pipelines.Samples;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Quickstart;

/// <summary>A small decoder learns a language, learns to answer questions, and takes an exam with retrieved passages and without.</summary>
public static class Program
{
    /// <summary>The name of the retriever in the container; a pipeline file holds it.</summary>
    public const string Index = "passages";

    private const string Template = "{?Context}{Context}\n{/Context}Question: {Question}\nAnswer:";
    private const int VocabularySize = 768;

    private static GptConfig Config { get; } = GptConfig.NanoLlama with { BlockSize = 128, LayerCount = E("LAYERS", 2), HeadCount = E("HEADS", 4), EmbeddingSize = E("WIDTH", 128), FeedForwardSize = E("WIDTH", 128) * 2 };

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>0 when done, 1 for something the user can mend, 130 after Ctrl-C.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(QuickstartCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    /// <summary>Learns a tokenizer and a decoder from the column <c>Text</c>.</summary>
    /// <param name="context">Makes stages.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="vocabularySize">Tokens of the byte-level BPE.</param>
    /// <param name="configure">Changes how it is trained.</param>
    public static EstimatorChain<PretrainTransformer> Pretraining(
        PipelineContext context, GptConfig config, int vocabularySize, Action<TrainerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(config);
        return context.Transforms.Tokenize(o => (o.BytePair.VocabularySize, o.AppendEndOfText) = (vocabularySize, true))
            .Append(context.Transforms.Pack(o => (o.BlockSize, o.Stride) = (config.BlockSize, 1)), TransformerScope.Training)
            .Append(context.Transforms.Pack(o => (o.BlockSize, o.Remainder) = (config.BlockSize, PackRemainder.Pad)), TransformerScope.Testing)
            .Append(context.Trainers.Pretrain(config, configure));
    }

    /// <summary>Finds passages for the column <c>Question</c> and puts both into a prompt; with a column <c>Answer</c>, what to learn, too.</summary>
    /// <param name="context">Makes stages.</param>
    public static EstimatorChain<ITransformer> Asking(PipelineContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Transforms.RetrievePassages(o => (o.InputColumn, o.Index, o.TopK) = ("Question", Index, 2))
            .Append(context.Transforms.BuildContext(o => (o.NumberSources, o.Separator) = (false, " ")))
            .Append<ITransformer>(context.Transforms.RenderPrompt(Template, completion: " {Answer}"));
    }

    /// <summary>Asks, puts a low-rank adapter on a decoder and trains it on the answers; the fitted pipeline answers in the column <c>Generated</c>.</summary>
    /// <param name="context">Makes stages.</param>
    /// <param name="decoder">The decoder; its own weights stay as they are.</param>
    /// <param name="configure">Changes how the adapter is trained.</param>
    public static EstimatorChain<GenerateTransformer> Tuning(PipelineContext context, IModelSource decoder, Action<LoraTrainerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(decoder);
        return Asking(context)
            .Append(context.Transforms.TokenizeExamples(decoder.Tokenizer!))
            .Append(context.Trainers.Lora(decoder, o =>
            {
                (o.Rank, o.Alpha, o.TargetModules, o.Truncation) = (8, 16, [LoraOptions.AllLinear], ExampleTruncation.CutStart);
                configure(o);
            }))
            .Append(context.Transforms.Generate(o => (o.Temperature, o.MaximumNewTokens) = (0, Exam.LongestAnswer)));
    }

    private static void Run(QuickstartSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var output = new OutputFolder(settings.Out);
        var (passages, file) = (output.Combine("passages.txt"), output.Combine("quickstart.pipeline"));
        using var host = SampleHost.Create(settings.Seed, settings.Threads, pipelines => pipelines.AddGpt().AddPeft().AddRetrieval().AddEvaluation()
            .AddRetriever(Index, _ => LexicalRetriever.Create(File.ReadAllLines(passages), new Bm25Options { Analyzer = { Stemmer = Stemmer.Porter } })));
        var context = host.GetContext();

        // Texts of an invented land, questions with answers to learn from, and an exam on towns that none of these names.
        var material = Material.Open(context.Data, settings, output);
        var (train, held) = (context.Data.LoadFromEnumerable(material.Train), context.Data.LoadFromEnumerable(material.Exam));
        output.OpenCheckpoints(settings.Resume);
        console.WriteLine(
            $"{material.Train.Count} questions to learn from, {material.Exam.Count} of {material.Name} to be asked; everything goes to {output.Path}.");

        // 1. Pretrain a decoder on the texts.
        console.WriteHeading("pretraining");
        var start = settings.Model ?? output.Combine("base");
        TrainingResult? pretraining = null;
        if (settings.Model is null)
        {
            var pipeline = Pretraining(context, Config, VocabularySize, o => Configure(o, "pretrain", settings.PretrainSteps, E("PLR", 40) * 1e-4));
            using var pretrained = console.ShowProgress(p => pipeline.Fit(material.Texts, material.HeldTexts, p, cancellationToken));
            pretraining = pretrained.LastTransformer.Result;
            pretrained.LastTransformer.Model.Save(start, tokenizer: pretrained.LastTransformer.Tokenizer);
        }

        using var decoder = context.Model.LoadGpt(start);
        var tokenizer = ModelFolderTokenizer.Require(decoder.Tokenizer, start);

        // 2. Cut the documents into passages, and let the decoder take the exam with those that are found and without.
        console.WriteHeading("before");
        var chunks = context.Transforms.Chunk(tokenizer, o =>
            (o.Unit, o.Size, o.MaximumTokens, o.SplitOversized) = (ChunkUnit.Sentences, 1, decoder.Model.BlockSize / 4, true))
            .Fit(material.Documents, cancellationToken).Transform(material.Documents);
        output.Write("passages.txt", string.Join('\n', chunks.GetColumn<string>(ColumnNames.Text).Select(t => t.ReplaceLineEndings(" "))));
        var exam = new Exam(context, material.Exam, Asking(context).Fit(train, cancellationToken).Transform(held), Template, console, cancellationToken);
        var before = exam.Take("before LoRA", decoder);

        // 3. Instruction tuning: LoRA teaches it to answer by what it reads. The adapter is saved as PEFT saves one.
        console.WriteHeading("tuning with LoRA");
        using var tuned = console.ShowProgress(p => Tuning(
            context, decoder, o => Configure(o, "lora", settings.Steps, E("LLR", 100) * 1e-4)).Fit(train, held, p, cancellationToken));
        var lora = tuned.OfType<AdapterTransformer<LoraAdapters>>().Single();
        lora.Adapters.Save(output.Combine("adapter"), basePath: start, tokenizer: tokenizer);
        context.Model.Save(tuned, file);

        // 4. The same exam again.
        console.WriteHeading("after");
        var after = exam.Take("after LoRA", decoder);
        var report = new QuickstartReport(settings, material, pretraining, lora.Result!, [.. before, .. after]);
        report.Save(output, decoder, host.Services.GetRequiredService<ITensorBackend>());

        // 5. One file has it all but the passages: open it and ask.
        console.WriteHeading("the saved pipeline");
        var asked = new Asked(material.Exam[0].Question);
        var opened = context.Model.Load(file);
        console.WriteLine(asked.Question);
        console.WriteLine(opened.Transform(context.Data.LoadFromEnumerable([asked])).GetColumn<string>(ColumnNames.Generated).Single().Trim());

        console.WriteHeading("result");
        console.Write(report.Table);
        console.WriteLine($"{output.Path}: {SampleReport.PageName}, {SampleReport.FileName}, base, adapter, quickstart.pipeline, exam.csv, passages.txt, checkpoints");

        void Configure(TrainerOptions o, string name, int steps, double learningRate)
        {
            (o.Steps, o.BatchSize, o.LearningRate, o.MinimumLearningRate) = (steps, 16, learningRate, learningRate / 10);
            (o.WarmupSteps, o.Optimizer) = (Math.Min(40, steps / 10), new AdamWOptions { Beta2 = 0.99 });
            (o.EvaluateEvery, o.EvaluationBatches, o.CheckpointEvery) = (Math.Max(1, steps / E("EV", 4)), 8, Math.Max(1, steps / 4));
            (o.CheckpointFolder, o.CheckpointsKept, o.Resume) = (output.Combine("checkpoints", name), 1, settings.Resume);
        }
    }

    private static int E(string n, int d) => int.TryParse(Environment.GetEnvironmentVariable(n), out var v) ? v : d;

    private sealed record Asked(string Question);
}
