using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>Stochastic gradient descent; its learning rate is far higher than Adam's.</summary>
public sealed class SgdOptions : OptimizerOptions, IValidatableObject
{
    /// <summary>Decay of the velocity; 0 for none, which needs no memory.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; set; }

    /// <summary>How much of a new gradient the velocity leaves out.</summary>
    [Range(0.0, 1.0)]
    public double Dampening { get; set; }

    /// <summary>Whether steps look ahead along the velocity.</summary>
    public bool Nesterov { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Nesterov && (Momentum == 0.0 || Dampening != 0.0))
            yield return new ValidationResult("Nesterov needs a Momentum above 0 and no Dampening.", [nameof(Nesterov)]);
    }

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new Sgd(Group(module), learningRate, Momentum, Dampening, Nesterov, WeightDecay) { KeepsMasterWeights = MasterWeights };
}
