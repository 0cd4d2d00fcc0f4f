using System.CommandLine;
using Pipelines.Nn;
using Pipelines.Samples;

namespace InstructionTuning;

/// <summary>The sample's command line.</summary>
internal static class InstructionTuningCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="run">The sample.</param>
    public static RootCommand Create(Action<InstructionTuningSettings, CancellationToken> run)
    {
        var common = new CommonOptions(
            "instruction-tuning",
            "Instructions: JSON or JSON Lines in Alpaca's or Dolly's columns, or messages; without it the sample writes small tasks.",
            "of each fine-tuning that is compared; each preset has its own default");
        var validation =
            CommonOptions.File("--validation", "Instructions to measure on, in any of those forms; a tenth of the data where not given.");
        var pretrain = CommonOptions.File("--pretrain", "The text to pretrain the model on; without it the sample writes plain sentences.");
        var model = CommonOptions.Model(
            "A decoder to start from, a folder in Hugging Face's layout with its tokenizer, instead of pretraining one.");
        var preset = CommonOptions.Choice("--preset", "Model and budget: small is for real data.", [.. Preset.All.Select(p => p.Name)]);
        var optimizers = new Option<Contender[]>("--optimizers")
        {
            Description =
                $"What is compared, in order, with commas between; {string.Join(',', Contender.All.Select(x => x.Name))} by default.",
            HelpName = "LIST",
            CustomParser = result => ListOption.Parse(result, "--optimizers", Contender.All, x => x.Name),
        };
        var learningRates = new Option<Dictionary<string, double>>("--learning-rates")
        {
            Description = $"Peak learning rates that are not the sample's own: {Contender.All[0].Name}=2e-3,{Contender.All[1].Name}=0.05.",
            HelpName = "LIST",
            CustomParser = result => ListOption.ParseRates(result, "--learning-rates", [.. Contender.All.Select(x => x.Name)]),
            DefaultValueFactory = _ => [],
        };
        var pretrainSteps =
            CommonOptions.Positive("--pretrain-steps", "Optimizer steps of pretraining; each preset has its own default.", "N");
        var batchSize = CommonOptions.Positive("--batch-size", "Examples in a batch; each preset has its own default.", "N");
        var switchEvery =
            CommonOptions.Positive("--switch-every", "Steps for which BAdam trains a block; each preset has its own default.", "N");
        var blockOrder =
            CommonOptions.Choice("--block-order", "The order in which BAdam takes its blocks.", "ascending", "descending", "random");
        var tuning = new Option<bool>("--tuning")
        {
            Description =
                "Leaves the rows to measure on alone and takes a tenth of the others: to choose learning rates on rows that are not "
                + "reported.",
        };
        var empty =
            CommonOptions.Choice("--empty", "Rows with nothing to learn, as where the prompt alone fills the context.", "refuse", "drop");
        var preflight = new Option<bool>("--preflight")
        {
            Description = "Only looks at the rows, as the fine-tuning stage does before its first step, and says what is wrong with them.",
        };
        var command =
            new RootCommand("Pretrains a small decoder, fine-tunes it on instructions with several optimizers, and compares them.")
        {
            common.Data, validation, pretrain, model, preset, optimizers, learningRates, common.Steps, pretrainSteps, batchSize,
            switchEvery, blockOrder,
            tuning, empty, preflight, common.Threads, common.Seed, common.Resume, common.Out,
        };
        command.SetAction((arguments, cancellationToken) =>
        {
            var chosen = Preset.Named(arguments.GetRequiredValue(preset));
            run(
                new InstructionTuningSettings
                {
                    Data = arguments.GetValue(common.Data),
                    Validation = arguments.GetValue(validation),
                    Pretrain = arguments.GetValue(pretrain),
                    Model = arguments.GetValue(model),
                    Preset = chosen,
                    Contenders = arguments.GetValue(optimizers) is { Length: > 0 } compared ? compared : Contender.All,
                    LearningRates = arguments.GetRequiredValue(learningRates),
                    Steps = arguments.GetValue(common.Steps) ?? chosen.Steps,
                    PretrainSteps = arguments.GetValue(pretrainSteps) ?? chosen.PretrainSteps,
                    BatchSize = arguments.GetValue(batchSize) ?? chosen.BatchSize,
                    SwitchEvery = arguments.GetValue(switchEvery) ?? chosen.SwitchEvery,
                    BlockOrder = Enum.Parse<BlockOrder>(arguments.GetRequiredValue(blockOrder), ignoreCase: true),
                    IsTuning = arguments.GetValue(tuning),
                    DropsEmpty = arguments.GetRequiredValue(empty) == "drop",
                    OnlyPreflight = arguments.GetValue(preflight),
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
}
