using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>
/// What a model implements beside <see cref="ITrainableModel"/> if it takes part in the steps of a run: it acts after each of them, and
/// what
/// it keeps from one to the next goes into checkpoints, so that a resumed run is the same.
/// </summary>
public interface ITrainingSteps
{
    /// <summary>Called once, before the first step, also of a resumed run; its state is loaded by then.</summary>
    /// <param name="totalSteps">How many steps the run has.</param>
    /// <exception cref="OptionsException">It cannot be trained in so many.</exception>
    void BeginTraining(int totalSteps);

    /// <summary>Called after each step of the optimizer, before the gradients are forgotten.</summary>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="gradientScale">The factor that the optimizer applied the gradients with, where they were clipped.</param>
    void AfterStep(int step, double gradientScale);

    /// <summary>What it keeps, by name.</summary>
    IReadOnlyDictionary<string, Tensor> GetState();

    /// <summary>Takes up what it kept.</summary>
    /// <exception cref="ArgumentException">It is of another model.</exception>
    void LoadState(IReadOnlyDictionary<string, Tensor> state);
}
