using System.CommandLine;
using System.CommandLine.Parsing;
using Pipelines.Samples;

namespace Quickstart;

/// <summary>The sample's command line.</summary>
internal static class QuickstartCommand
{
    private const int DefaultPretrainSteps = 1_600;
    private const int DefaultSteps = 120;

    /// <summary>Makes the command.</summary>
    /// <param name="run">The sample.</param>
    public static RootCommand Create(Action<QuickstartSettings, CancellationToken> run)
    {
        var common = new CommonOptions(
            "quickstart",
            "Exam questions in Kaggle's columns: CSV with id, prompt, A to E, answer; without it the sample writes an exam.",
            $"of tuning with LoRA; {DefaultSteps} by default");
        var corpus = CommonOptions.File("--corpus", "Texts to pretrain on and to look answers up in, one a line; needs --data.");
        corpus.Validators.Add(RequireData);
        var model = CommonOptions.Model(
            "A decoder to start from, a folder in Hugging Face's layout with its tokenizer, instead of pretraining one.");
        var pretrainSteps = CommonOptions.Positive(
            "--pretrain-steps", $"Optimizer steps of pretraining; {DefaultPretrainSteps} by default.", "N");
        var command = new RootCommand(
            "Pretrains a small decoder, tunes it with LoRA, and lets it answer an exam with retrieved passages and without.")
        {
            common.Data, corpus, model, common.Steps, pretrainSteps, common.Threads, common.Seed, common.Resume, common.Out,
        };
        command.SetAction((arguments, cancellationToken) =>
        {
            run(
                new QuickstartSettings
                {
                    Data = arguments.GetValue(common.Data),
                    Corpus = arguments.GetValue(corpus),
                    Model = arguments.GetValue(model),
                    PretrainSteps = arguments.GetValue(pretrainSteps) ?? DefaultPretrainSteps,
                    Steps = arguments.GetValue(common.Steps) ?? DefaultSteps,
                    Threads = arguments.GetValue(common.Threads) ?? 0,
                    Seed = arguments.GetValue(common.Seed),
                    Resume = arguments.GetValue(common.Resume),
                    Out = arguments.GetRequiredValue(common.Out),
                },
                cancellationToken);
            return Task.FromResult(SampleRunner.Success);
        });
        return command;

        void RequireData(OptionResult result)
        {
            if (result.GetResult(common.Data) is null)
                result.AddError("--corpus needs the questions that it answers. Give them with --data.");
        }
    }
}
