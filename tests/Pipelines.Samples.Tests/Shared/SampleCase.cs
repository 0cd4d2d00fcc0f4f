using Pipelines.Samples.Tests.Quickstart;
using Pipelines.Samples.Tests.Shakespeare;
using Run = System.Func<string[], Pipelines.Samples.SampleConsole, System.Threading.CancellationToken, System.Threading.Tasks.Task<int>>;

namespace Pipelines.Samples.Tests.Shared;

/// <summary>A sample as the tests of all samples know it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">Runs it.</param>
public sealed record SampleCase(string Name, Run Run)
{
    /// <summary>All samples.</summary>
    public static IReadOnlyList<SampleCase> All { get; } =
    [
        new("Quickstart", global::Quickstart.Program.RunAsync)
        {
            Short = ["--pretrain-steps", "2", "--steps", "3"],
            MakesData = ShortExam.Write,
            Stops = ["Pretrain 1/2", "Lora 1/3"],
        },
        new("Shakespeare", global::Shakespeare.Program.RunAsync)
        {
            Short = ["--steps", "6"],
            MakesData = folder => ["--data", folder.Write("play.txt", ShortPlay.Text)],
            Stops = ["Pretrain 1/6", "Pretrain 4/6"],
        },
        new("TinyStories", global::TinyStories.Program.RunAsync)
        {
            Short = ["--pretrain-steps", "3", "--sft-steps", "3", "--dpo-steps", "3", "--stories", "60"],
            Stops = ["Pretrain 1/3", "SupervisedFineTuning 1/3", "PreferenceTuning 1/3"],
        },
        new("InstructionTuning", global::InstructionTuning.Program.RunAsync)
        {
            Short = ["--pretrain-steps", "2", "--steps", "3", "--batch-size", "2", "--optimizers", "adamw,lora"],
            Stops = ["Pretrain 1/2", "SupervisedFineTuning 1/3", "Lora 1/3"],
        },
        new("Summarization", global::Summarization.Program.RunAsync)
        {
            Short =
            [
                "--pretrain-steps", "2", "--steps", "3", "--batch-size", "2", "--methods", "full,qlora,promptTuning", "--effects", "none",
            ],
            Stops = ["Pretrain 1/2", "SupervisedFineTuning 1/3", "Lora 1/3", "PromptTuning 1/3"],
        },
        new("ScienceExam", global::ScienceExam.Program.RunAsync)
        {
            Short = ["--entities", "60", "--embedder-steps", "8", "--steps", "4", "--batch-size", "4"],
            Stops = ["TrainEmbedder 1/8", "MultipleChoice 1/4"],
        },
        new("MathReasoning", global::MathReasoning.Program.RunAsync)
        {
            Short = ["--steps", "25", "--batch-size", "2", "--limit", "3", "--samples", "2", "--shots", "0"],
            Stops = ["SupervisedFineTuning 1/2", "SupervisedFineTuning 1/18", "SupervisedFineTuning 1/5", "direct, 0 shots 3/3"],
            NeedsModelForData = true,
        },
        new("Inspect", global::Inspect.Program.RunAsync) { Trains = false },
    ];

    /// <summary>Arguments that make it end in seconds.</summary>
    public string[] Short { get; init; } = [];

    /// <summary>Writes less data than the sample would make itself; nothing by default.</summary>
    internal Func<TemporaryFolder, string[]> MakesData { get; init; } = _ => [];

    /// <summary>Lines of the output at which a run is stopped, one behind the other: one in each of its trainings at least.</summary>
    public string[] Stops { get; init; } = [];

    /// <summary>Whether data can only be given together with a model.</summary>
    public bool NeedsModelForData { get; init; }

    /// <summary>Whether it trains, and so takes data and can be resumed.</summary>
    public bool Trains { get; init; } = true;

    /// <summary>Runs it in this process, as the command line would.</summary>
    internal Task<SampleRun> RunAsync(params string[] args) => RunAsync(args, "\0", () => { }, CancellationToken.None);

    /// <summary>Runs it and calls back at each line that has a text.</summary>
    internal async Task<SampleRun> RunAsync(string[] args, string text, Action found, CancellationToken cancellationToken)
    {
        using var output = new WriterThatWatches(text, found);
        using var error = new StringWriter();
        var exitCode = await Run(args, new SampleConsole(output, error, isInteractive: false), cancellationToken);
        return new SampleRun(exitCode, output.ToString(), error.ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
