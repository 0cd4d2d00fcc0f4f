namespace Pipelines.Gpt.Tests;

/// <summary>The code of docs/preference-tuning.md, so that it compiles.</summary>
internal static class PreferencePageExamples
{
    public static void Tune(PipelineContext context, PretrainedGpt decoder, IDataView pairs, IDataView heldOutPairs)
    {
        var pipeline = context.Transforms.TokenizePreferences(decoder.Tokenizer!)      // Prompt, Chosen, Rejected
            .Append(context.Trainers.PreferenceTune(decoder, o =>
            {
                o.Loss = PreferenceLossKind.Sigmoid;                                   // DPO
                o.Beta = 0.1;
                o.LearningRate = 5e-6;
            }));
        using var fitted = pipeline.Fit(pairs, heldOutPairs);
    }

    public static RewardModelingEstimator Reward(PipelineContext context, PretrainedGpt decoder)
    {
        var stage = context.Trainers.TrainRewardModel(decoder, o => o.CenteringCoefficient = 0.01);
        return stage;
    }
}
