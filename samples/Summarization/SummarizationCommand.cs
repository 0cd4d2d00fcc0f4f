using System.CommandLine;
using System.CommandLine.Parsing;
using Pipelines.Evaluation;
using Pipelines.Samples;

namespace Summarization;

/// <summary>The sample's command line.</summary>
internal static class SummarizationCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="run">The sample.</param>
    public static RootCommand Create(Action<SummarizationSettings, CancellationToken> run)
    {
        var common = new CommonOptions(
            "summarization",
            "Articles and summaries: JSON or JSON Lines in the columns of CNN/DailyMail, XSum or DialogSum; without it the sample writes "
            + "some.",
            "of each method that is compared; each preset has its own default");
        var validation =
            CommonOptions.File("--validation", "Articles to measure on, in any of those forms; a tenth of the data where not given.");
        var pretrain = CommonOptions.File("--pretrain", "The text to pretrain the model on; without it the articles, not their summaries.");
        var model = CommonOptions.Model(
            "A decoder to start from, a folder in Hugging Face's layout with its tokenizer, instead of pretraining one.");
        var preset = CommonOptions.Choice("--preset", "Model and budget: small is for real data.", [.. Preset.All.Select(p => p.Name)]);
        var methods = new Option<Method[]>("--methods")
        {
            Description =
                $"What is compared, in order, with commas between; {string.Join(',', Method.All.Select(x => x.Name))} by default.",
            HelpName = "LIST",
            CustomParser = result => ListOption.Parse(result, "--methods", Method.All, x => x.Name),
        };
        var learningRates = new Option<Dictionary<string, double>>("--learning-rates")
        {
            Description = "Peak learning rates that are not the sample's own: full=2e-3,lora=1e-2.",
            HelpName = "LIST",
            CustomParser = result => ListOption.ParseRates(result, "--learning-rates", [.. Method.All.Select(x => x.Name)]),
            DefaultValueFactory = _ => [],
        };
        var pretrainSteps =
            CommonOptions.Positive("--pretrain-steps", "Optimizer steps of pretraining; each preset has its own default.", "N");
        var batchSize = CommonOptions.Positive("--batch-size", "Articles in a batch; each preset has its own default.", "N");
        var rank = CommonOptions.Positive("--rank", $"LoRA's rank; {Method.DefaultRank} by default.", "N");
        var targets = new Option<string[]>("--targets")
        {
            Description = "The modules that LoRA is put on: all-linear, or names with commas between.",
            HelpName = "LIST",
            CustomParser = result => [.. ListOption.Items(result)],
            DefaultValueFactory = _ => ["all-linear"],
        };
        var tokens =
            CommonOptions.Positive("--virtual-tokens", $"Virtual tokens of prompt tuning; {Method.DefaultTokens} by default.", "N");
        tokens.Validators.Add(RequireRoom);
        var effects = CommonOptions.Choice("--effects", "Whether rank, virtual tokens and temperature are varied, too.", "all", "none");
        var words = CommonOptions.Choice(
            "--rouge-words", "What ROUGE takes for words; unicode is for other scripts than Latin.", "rouge_score", "unicode");
        var command = new RootCommand("Pretrains a small decoder, teaches it to summarize in several ways, and compares them.")
        {
            common.Data, validation, pretrain, model, preset, methods, learningRates, common.Steps, pretrainSteps, batchSize, rank, targets,
            tokens, effects, words,
            common.Threads, common.Seed, common.Resume, common.Out,
        };
        command.SetAction((arguments, cancellationToken) =>
        {
            var chosen = Preset.Named(arguments.GetRequiredValue(preset));
            var (ownRank, ownTokens) = (arguments.GetValue(rank) ?? Method.DefaultRank, arguments.GetValue(tokens) ?? Method.DefaultTokens);
            var compared = arguments.GetValue(methods) is { Length: > 0 } given ? given : Method.All;
            var ownTargets = arguments.GetRequiredValue(targets);
            run(
                new SummarizationSettings
                {
                    Data = arguments.GetValue(common.Data),
                    Validation = arguments.GetValue(validation),
                    Pretrain = arguments.GetValue(pretrain),
                    Model = arguments.GetValue(model),
                    Preset = chosen,
                    Methods = [.. compared.Select(m => m.Name switch
                    {
                        Method.LoraName => Method.Lora(ownRank, ownTargets),
                        Method.QLoraName => Method.QLora(ownRank, ownTargets),
                        Method.PromptTuningName => Method.PromptTuning(ownTokens),
                        _ => m,
                    })],
                    LearningRates = arguments.GetRequiredValue(learningRates),
                    Steps = arguments.GetValue(common.Steps) ?? chosen.Steps,
                    PretrainSteps = arguments.GetValue(pretrainSteps) ?? chosen.PretrainSteps,
                    BatchSize = arguments.GetValue(batchSize) ?? chosen.BatchSize,
                    Rank = ownRank,
                    Targets = ownTargets,
                    VirtualTokens = ownTokens,
                    ShowsEffects = arguments.GetRequiredValue(effects) == "all",
                    Words = arguments.GetRequiredValue(words) == "unicode" ? RougeWordRule.Unicode : RougeWordRule.RougeScore,
                    Threads = arguments.GetValue(common.Threads) ?? 0,
                    Seed = arguments.GetValue(common.Seed),
                    Resume = arguments.GetValue(common.Resume),
                    Out = arguments.GetRequiredValue(common.Out),
                },
                cancellationToken);
            return Task.FromResult(SampleRunner.Success);
        });
        return command;

        static void RequireRoom(OptionResult result)
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var count) && count > Method.MostTokens)
                result.AddError($"--virtual-tokens takes at most {Method.MostTokens}, for which articles leave room, not '{token.Value}'.");
        }
    }
}
