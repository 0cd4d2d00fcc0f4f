using Pipelines;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Samples;
using Pipelines.Training;

namespace Summarization;

/// <summary>One way to teach a model to summarize, compared with the others from the same weights, on the same rows and steps.</summary>
internal sealed record Method
{
    /// <summary>LoRA's rank, where none is given.</summary>
    public const int DefaultRank = 8;

    /// <summary>How many virtual tokens prompt tuning learns, where no number is given.</summary>
    public const int DefaultTokens = 16;

    /// <summary>The most virtual tokens that articles leave room for.</summary>
    public const int MostTokens = 20;

    /// <summary>LoRA's name; its rank is varied, and what it learned is sampled at several temperatures.</summary>
    public const string LoraName = "lora";

    /// <summary>The name of LoRA on a base in 4 bits.</summary>
    public const string QLoraName = "qlora";

    /// <summary>Prompt tuning's name; its number of virtual tokens is varied.</summary>
    public const string PromptTuningName = "promptTuning";

    /// <summary>All that can be compared; a further one is a further entry.</summary>
    public static IReadOnlyList<Method> All { get; } =
        [Full, LastLayer, Lora(DefaultRank), QLora(DefaultRank), PromptTuning(DefaultTokens)];

    /// <summary>Its name in metrics and files.</summary>
    public required string Name { get; init; }

    /// <summary>The name without what is varied: learning rates are given by it.</summary>
    public required string Family { get; init; }

    /// <summary>The peak learning rate unless the command line gives another: each method has its own scale.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How the model is loaded for it; as it is by default.</summary>
    public Action<GptLoadOptions> Load { get; init; } = static _ => { };

    /// <summary>Trains it.</summary>
    public required Func<Trial, Trained> Train { get; init; }

    /// <summary>Every parameter.</summary>
    private static Method Full => Create(
        "full", 2e-3, trial => trial.Context.Trainers.SupervisedFineTune(trial.Decoder, trial.Configure), stage => stage.Result);

    /// <summary>The output head.</summary>
    private static Method LastLayer => Create(
        "lastLayer", 2e-3, trial => trial.Context.Trainers.LastLayer(trial.Decoder, trial.Configure), stage => stage.Result);

    /// <summary>Low-rank products beside all projections (Hu et al. 2021).</summary>
    /// <param name="rank">The rank.</param>
    /// <param name="targets">What it is put on; null for all projections.</param>
    /// <param name="name">Its name, where there are several.</param>
    public static Method Lora(int rank, IReadOnlyList<string>? targets = null, string name = LoraName) => Create(
        LoraName, 1e-2,
        trial => trial.Context.Trainers.Lora(trial.Decoder, o =>
        {
            trial.Configure(o);
            o.Rank = rank;
            o.Alpha = 2 * rank;
            o.TargetModules = targets ?? ["all-linear"];
        }),
        stage => stage.Result) with
    { Name = name };

    /// <summary>LoRA on a base in 4 bits (Dettmers et al. 2023).</summary>
    /// <param name="rank">The rank.</param>
    /// <param name="targets">What it is put on; null for all projections.</param>
    public static Method QLora(int rank, IReadOnlyList<string>? targets = null) => Lora(rank, targets) with
    {
        Name = QLoraName,
        Family = QLoraName,
        Load = o => o.Quantization = new QuantizationOptions { DoubleQuantization = true },
    };

    /// <summary>Learned embeddings before the article (Lester et al. 2021), which start as those of random tokens.</summary>
    /// <param name="tokens">How many.</param>
    /// <param name="name">Its name, where there are several.</param>
    public static Method PromptTuning(int tokens, string name = PromptTuningName) => Create(
        PromptTuningName, 3e-2,
        trial => trial.Context.Trainers.PromptTuning(trial.Decoder, o =>
        {
            trial.Configure(o);
            o.VirtualTokenCount = tokens;
            o.Initialization = PromptInitialization.SampledVocabulary;
        }),
        stage => stage.Result) with
    { Name = name };

    private static Method Create<TTransformer>(
        string name, double learningRate, Func<Trial, IEstimator<TTransformer>> trainer, Func<TTransformer, TrainingResult?> result)
        where TTransformer : class, ITransformer => new()
        {
            Name = name,
            Family = name,
            LearningRate = learningRate,
            Train = trial =>
            {
                var pipeline = trial.Context.Transforms.TokenizeExamples(trial.Decoder.Tokenizer!).Append(trainer(trial));
                var fitted = trial.Console.ShowProgress(
                    progress => pipeline.Fit(trial.Rows.Train, trial.Rows.Held, progress, trial.CancellationToken));
                return new Trained(result(fitted.LastTransformer)!, path => trial.Context.Model.Save(fitted, path));
            },
        };
}
