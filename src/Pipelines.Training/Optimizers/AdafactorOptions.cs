using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>Adafactor, by default with the trainer's learning rate as Hugging Face's trainer uses it.</summary>
public sealed class AdafactorOptions : OptimizerOptions, IValidatableObject
{
    /// <summary>Decay of a mean of updates; null for none, which saves its memory.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? Beta1 { get; set; }

    /// <summary>The means of squares decay by 1 − step to this power.</summary>
    [Range(-10.0, 0.0, MaximumIsExclusive = true)]
    public double DecayRate { get; set; } = -0.8;

    /// <summary>Added to squared gradients.</summary>
    [Range(0.0, 1.0)]
    public double SquareEpsilon { get; set; } = 1e-30;

    /// <summary>The least root mean square of a parameter that scales its steps.</summary>
    [Range(0.0, 1.0)]
    public double ScaleEpsilon { get; set; } = 1e-3;

    /// <summary>Updates whose root mean square is larger are scaled down to this.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double ClipThreshold { get; set; } = 1.0;

    /// <summary>Whether the step size is multiplied by the parameter's root mean square.</summary>
    public bool ScaleParameter { get; set; }

    /// <summary>
    /// Whether the optimizer has a step size of its own, the root of 1 / step; the trainer's learning rate and schedule do not count then.
    /// </summary>
    public bool RelativeStep { get; set; }

    /// <summary>Whether the step size of its own warms up, by 1e-6 a step.</summary>
    public bool WarmupInit { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WarmupInit && !RelativeStep)
            yield return new ValidationResult(
                "WarmupInit needs RelativeStep; the trainer's own warm-up is WarmupSteps.", [nameof(WarmupInit)]);
    }

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new Adafactor(
            Group(module), learningRate, Beta1, DecayRate, SquareEpsilon, ScaleEpsilon, ClipThreshold, ScaleParameter, RelativeStep,
            WarmupInit, WeightDecay)
        {
            KeepsMasterWeights = MasterWeights,
        };
}
