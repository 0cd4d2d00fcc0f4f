using System.CommandLine;
using Pipelines.Samples;

namespace TinyStories;

/// <summary>The sample's command line.</summary>
internal static class TinyStoriesCommand
{
    private const int DefaultStories = 4_000;
    private const int DefaultPretrainSteps = 250;
    private const int DefaultTuningSteps = 120;
    private const int DefaultPreferenceSteps = 50;

    /// <summary>Makes the command.</summary>
    /// <param name="run">The sample.</param>
    public static RootCommand Create(Action<TinyStoriesSettings, CancellationToken> run)
    {
        var common = new CommonOptions(
            "tiny-stories", "Stories, with a line <|endoftext|> behind each or a paragraph each; without it the sample writes some.",
            $"of all three stages, shared out as by default; {DefaultPretrainSteps + DefaultTuningSteps + DefaultPreferenceSteps} by "
                + $"default");
        var model = CommonOptions.Model(
            "A decoder to go on from, a folder in Hugging Face's layout with its tokenizer, instead of pretraining one.");
        var stories = CommonOptions.Positive("--stories", $"Stories to use at most; {DefaultStories} by default.", "N");
        var pretrainSteps = CommonOptions.Positive("--pretrain-steps", "Optimizer steps of pretraining alone, whatever --steps says.", "N");
        var tuningSteps = CommonOptions.Positive("--sft-steps", "Optimizer steps of fine-tuning alone, whatever --steps says.", "N");
        var preferenceSteps =
            CommonOptions.Positive("--dpo-steps", "Optimizer steps of preference tuning alone, whatever --steps says.", "N");
        var command =
            new RootCommand("A model of a million parameters learns to tell stories: pretrain, fine-tune, tune on preferences, evaluate.")
        {
            common.Data, model, stories, common.Steps, pretrainSteps, tuningSteps, preferenceSteps, common.Threads, common.Seed,
            common.Resume, common.Out,
        };
        command.SetAction((arguments, cancellationToken) =>
        {
            var steps = arguments.GetValue(common.Steps);
            run(
                new TinyStoriesSettings(
                    arguments.GetValue(common.Data), arguments.GetValue(model), arguments.GetValue(stories) ?? DefaultStories,
                    arguments.GetValue(pretrainSteps) ?? Share(steps, DefaultPretrainSteps),
                    arguments.GetValue(tuningSteps) ?? Share(steps, DefaultTuningSteps),
                    arguments.GetValue(preferenceSteps) ?? Share(steps, DefaultPreferenceSteps), arguments.GetValue(common.Threads) ?? 0,
                    arguments.GetValue(common.Seed), arguments.GetValue(common.Resume), arguments.GetRequiredValue(common.Out)),
                cancellationToken);
            return Task.FromResult(SampleRunner.Success);
        });
        return command;
    }
    // A stage's part of all steps.
    private static int Share(int? steps, int own) => steps is { } all
        ? (int)Math.Max(1, Math.Round((double)all * own / (DefaultPretrainSteps + DefaultTuningSteps + DefaultPreferenceSteps)))
        : own;
}
