using System.Globalization;
using Pipelines;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Samples;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace InstructionTuning;

/// <summary>Fine-tunes a copy of the model with each contender: the same weights, rows, order and steps.</summary>
internal sealed class ContenderRunner(
    PipelineContext context, InstructionTuningSettings settings, OutputFolder output, GptModel start, Tokenizer tokenizer,
    Questions questions)
{
    private const int Evaluations = 6;
    private const int EvaluationBatches = 16;

    /// <summary>Runs one, unless an earlier run that is resumed has done so.</summary>
    public ContenderOutcome Run(
        Contender contender, IDataView train, IDataView held, SampleConsole console, CancellationToken cancellationToken)
    {
        var described = string.Create(
            CultureInfo.InvariantCulture,
            $"{contender.Name} at {settings.LearningRateOf(contender)}, {settings.Steps} steps of {settings.BatchSize}, "
                + $"{settings.BlockOrder} blocks of {settings.SwitchEvery} steps, seed {settings.Seed}");
        var file = Path.Combine("checkpoints", contender.Name + ".json");
        if (settings.Resume && OutcomeFile.Find<ContenderOutcome>(output.Combine(file), described) is { } done)
            return done;

        // A pool of memory of its own, so that its peak is this contender's.
        using var backend = new CpuBackend(settings.Threads);
        using var model = new GptModel(backend, start.Config, new RandomGenerator((ulong)(uint)settings.Seed));
        model.LoadState(start.GetState());
        var optimizer = contender.Optimizer(settings, model);
        // What is trained at once is one block.
        var share = optimizer is BAdamOptions badam ? BalancedBlocks.LargestShare(model, badam.Blocks) : 1;
        var pipeline = context.Transforms.TokenizeExamples(tokenizer)
            .Append(Trainer(contender, new PretrainTransformer(model, tokenizer, new ScoringColumns()), optimizer));
        using var fitted = console.ShowProgress(progress => pipeline.Fit(train, held, progress, cancellationToken));
        var result = fitted.LastTransformer is AdapterTransformer<LoraAdapters> adapted
            ? adapted.Result! : ((PretrainTransformer)fitted.LastTransformer).Result!;

        var generator = new TextGenerator(model, tokenizer);
        var outcome = new ContenderOutcome
        {
            Name = contender.Name,
            Result = result,
            LargestBlockShare = share,
            Answers = questions.Ask(generator, cancellationToken),
            ExactMatch = questions.ExactMatch(generator, cancellationToken),
        };
        context.Model.Save(fitted, output.Combine(contender.Name + ".pipeline"));
        OutcomeFile.Save(output, file, described, outcome);
        return outcome;
    }

    private IEstimator<ITransformer> Trainer(Contender contender, PretrainTransformer source, OptimizerOptions optimizer)
    {
        var empty = settings.DropsEmpty ? EmptyExampleHandling.Drop : EmptyExampleHandling.Refuse;
        return contender.Adapter is { } adapter
            ? context.Trainers.Lora(source, o =>
            {
                Configure(o);
                o.Empty = empty;
                adapter(o);
            })
            : context.Trainers.SupervisedFineTune(source, o =>
            {
                Configure(o);
                o.Empty = empty;
            });

        void Configure(TrainerOptions o)
        {
            o.Steps = settings.Steps;
            o.BatchSize = settings.BatchSize;
            o.LearningRate = settings.LearningRateOf(contender);
            o.MinimumLearningRate = o.LearningRate / 10;
            o.WarmupSteps = Math.Min(20, settings.Steps / 10);
            o.Optimizer = optimizer;
            o.EvaluateEvery = Math.Max(1, settings.Steps / Evaluations);
            o.EvaluationBatches = EvaluationBatches;
            o.CheckpointFolder = output.Combine("checkpoints", contender.Name);
            o.CheckpointEvery = Math.Max(1, settings.Steps / Evaluations);
            o.CheckpointsKept = 1;
            o.Resume = settings.Resume;
        }
    }
}
