using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>A model with an AdaLoRA adapter as it is trained: the penalty in its loss, the ranks shared out after each step.</summary>
internal class AdaLoraTraining(ITrainableModel model, AdaLoraAdapters adapters, string name) : ITrainableModel, ITrainingSteps
{
    private const string PenaltyName = "orthogonality";

    private readonly float _weight = (float)adapters.OptionsOf(name).OrthogonalityWeight;
    private double? _penalty;

    /// <summary>What the loop trains: with blocks to run again where the model has such.</summary>
    public static AdaLoraTraining Of(ITrainableModel model, AdaLoraAdapters adapters, string name) => model is IGradientCheckpointing blocks
        ? new WithBlocks(model, blocks, adapters, name)
        : new AdaLoraTraining(model, adapters, name);

    public Module Module => model.Module;

    public ITensorBackend Backend => model.Backend;

    public RandomGenerator Random => model.Random;

    public int BlockSize => model.BlockSize;

    public int VocabularySize => model.VocabularySize;

    // The penalty is of a step and not of its rows, so each micro-batch has its share of it.
    public Tensor Loss(TokenBatch batch, float normalizer)
    {
        var loss = model.Loss(batch, normalizer);
        var penalty = adapters.OrthogonalityLoss(name);
        _penalty = penalty.ToScalar();
        return Functional.Add(loss, Functional.Scale(penalty, _weight * (float)(model.CountTerms(batch) / (double)normalizer)));
    }

    public Tensor TokenLosses(TokenBatch batch) => model.TokenLosses(batch);

    public int CountTerms(TokenBatch batch) => model.CountTerms(batch);

    public double MeasureLoss(TokenBatch batch) => model.MeasureLoss(batch);

    public IReadOnlyDictionary<string, double>? TakeMetrics()
    {
        var others = model.TakeMetrics();
        if (_penalty is not { } penalty)
            return others;
        _penalty = null;
        return new Dictionary<string, double>(others ?? new Dictionary<string, double>(), StringComparer.Ordinal)
        {
            [PenaltyName] = penalty,
        };
    }

    public void BeginTraining(int totalSteps) => adapters.BeginTraining(name, totalSteps);

    public void AfterStep(int step, double gradientScale) => adapters.UpdateAndAllocate(step, name, (float)gradientScale);

    public IReadOnlyDictionary<string, Tensor> GetState() => adapters.AllocatorOf(name).GetState(Backend);

    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => adapters.AllocatorOf(name).LoadState(state);

    private sealed class WithBlocks(ITrainableModel model, IGradientCheckpointing blocks, AdaLoraAdapters adapters, string name)
        : AdaLoraTraining(model, adapters, name), IGradientCheckpointing
    {
        public bool GradientCheckpointing
        {
            get => blocks.GradientCheckpointing;
            set => blocks.GradientCheckpointing = value;
        }
    }
}
