using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pipelines.Samples;

namespace MathReasoning;

/// <summary>The sample's command line.</summary>
internal static class MathReasoningCommand
{
    private const int DefaultSteps = 2_800;
    private const int DefaultBatchSize = 16;
    private const int DefaultLimit = 200;
    private const int DefaultSamples = 5;
    private const int DefaultPrompts = 32;

    private static readonly int[] DefaultShots = [0, 2, 4];

    /// <summary>Makes the command.</summary>
    /// <param name="run">The sample.</param>
    public static RootCommand Create(Action<MathReasoningSettings, CancellationToken> run)
    {
        var common = new CommonOptions(
            "math-reasoning", "A data set's file or folder as it was published, for --model; without it the sample writes word problems.",
            $"of all three parts of the training; {DefaultSteps} by default");
        var task = new Option<string?>("--task")
        {
            Description = "The task that --data belongs to: gsm8k, svamp, multiarith, … or the file of a task in JSON.",
            HelpName = "NAME",
        };
        var examples = CommonOptions.File("--examples", "The file that worked examples come from; --data itself where not given.");
        var model = CommonOptions.Model("A decoder to ask, a folder in Hugging Face's layout with its tokenizer, instead of training one.");
        var limit = CommonOptions.Positive(
            "--limit", $"Questions to ask; {DefaultLimit} of those that the sample writes, and all of --data, by default.", "N");
        var shots = new Option<int[]>("--shots")
        {
            Description = $"Worked examples before a question, with commas between; {string.Join(',', DefaultShots)} by default.",
            HelpName = "LIST",
            CustomParser = ParseShots,
        };
        var samples = CommonOptions.Positive(
            "--samples", $"Answers drawn for a question where the majority counts; {DefaultSamples} by default, 1 leaves that out.", "N");
        var temperature = new Option<double>("--temperature")
        {
            Description = "How freely those are drawn.",
            HelpName = "T",
            DefaultValueFactory = _ => 0.7,
        };
        temperature.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && !(double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    && value is > 0 and <= 10))
            {
                result.AddError($"--temperature takes a number above 0 and at most 10, not '{token.Value}'.");
            }
        });
        var batchSize = CommonOptions.Positive("--batch-size", $"Problems in a batch; {DefaultBatchSize} by default.", "N");
        var prompts = CommonOptions.Positive(
            "--prompts", $"Prompts that are continued at once; {DefaultPrompts} by default. The results do not depend on it.", "N");
        var command = new RootCommand(
            "A small decoder learns word problems from scratch, and is asked for the answer alone and for the way to it.")
        {
            common.Data, task, examples, model, limit, shots, samples, temperature, common.Steps, batchSize, prompts, common.Threads,
            common.Seed,
            common.Resume, common.Out,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(common.Data) is not null && (result.GetValue(model) is null || result.GetValue(task) is null))
                result.AddError("--data is for a model that is given: give --model and, for how the data is read, --task, such as gsm8k.");
            if (result.GetValue(common.Data) is null && (result.GetValue(task) ?? result.GetValue(examples)) is not null)
                result.AddError("--task and --examples are for --data; give that too.");
        });
        command.SetAction((arguments, cancellationToken) =>
        {
            var data = arguments.GetValue(common.Data);
            run(
                new MathReasoningSettings
                {
                    Data = data,
                    Examples = arguments.GetValue(examples),
                    Task = arguments.GetValue(task),
                    Model = arguments.GetValue(model),
                    Limit = arguments.GetValue(limit) ?? (data is null ? DefaultLimit : null),
                    Shots = arguments.GetValue(shots) is { Length: > 0 } given ? given : DefaultShots,
                    Samples = arguments.GetValue(samples) ?? DefaultSamples,
                    Temperature = arguments.GetValue(temperature),
                    Steps = arguments.GetValue(common.Steps) ?? DefaultSteps,
                    BatchSize = arguments.GetValue(batchSize) ?? DefaultBatchSize,
                    Prompts = arguments.GetValue(prompts) ?? DefaultPrompts,
                    Threads = arguments.GetValue(common.Threads) ?? 0,
                    Seed = arguments.GetValue(common.Seed),
                    Resume = arguments.GetValue(common.Resume),
                    Out = arguments.GetRequiredValue(common.Out),
                },
                cancellationToken);
            return Task.FromResult(SampleRunner.Success);
        });
        return command;
    }

    private static int[] ParseShots(ArgumentResult result)
    {
        var shots = new List<int>();
        foreach (var item in ListOption.Items(result))
        {
            if (!int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 1000
                || shots.Contains(number))
            {
                result.AddError($"--shots takes whole numbers from 0 to 1000, each once, not '{item}'.");
                return [];
            }

            shots.Add(number);
        }

        if (shots.Count == 0)
            result.AddError("--shots is empty; give numbers of worked examples, such as 0,2,4.");
        return [.. shots.Order()];
    }
}
