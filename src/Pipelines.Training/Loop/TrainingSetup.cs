using Microsoft.Extensions.Logging;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>Puts a model into the state that a run's options ask for, before the optimizer looks at it.</summary>
internal sealed class TrainingSetup : IDisposable
{
    private readonly IGradientCheckpointing? _blocks;
    private readonly bool _wasCheckpointing;

    private TrainingSetup(ITrainableModel model, TrainerOptions options)
    {
        options.Trainable?.Apply(model.Module);
        if (options.WeightStorage is { } storage)
            model.Module.StoreWeights(storage);
        _blocks = model as IGradientCheckpointing;
        if (options.GradientCheckpointing && _blocks is null)
        {
            throw new OptionsException(
                options.GetType().Name,
                [$"GradientCheckpointing is set, but {model.GetType().Name} has no blocks to run again; leave it unset."]);
        }

        _wasCheckpointing = _blocks is { GradientCheckpointing: true };
        if (_blocks is not null)
            _blocks.GradientCheckpointing = _wasCheckpointing || options.GradientCheckpointing;
        Parameters = ParameterCount.Of(model.Module);
    }

    /// <summary>How much is trained.</summary>
    public ParameterCount Parameters { get; }

    /// <summary>Chooses what is trained and how weights and activations are kept, and logs how much is trained.</summary>
    /// <exception cref="OptionsException">A name fits no parameter, or the model cannot do what is asked.</exception>
    public static TrainingSetup Apply(ITrainableModel model, TrainerOptions options, string stage, ILogger logger)
    {
        var setup = new TrainingSetup(model, options);
        TrainingLog.Trainable(logger, stage, setup.Parameters);
        return setup;
    }

    /// <summary>Ends what holds for the run only.</summary>
    public void Dispose()
    {
        if (_blocks is not null)
            _blocks.GradientCheckpointing = _wasCheckpointing;
    }
}
