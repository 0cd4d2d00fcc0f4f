using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>
/// Which optimizer trains and how; one class for each. In configuration the kind is a key:
/// <c>"Optimizer": { "Kind": "BAdam", "SwitchEvery": 50 }</c>, or alone: <c>"Optimizer": "Lion"</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "Kind")]
[JsonDerivedType(typeof(AdamWOptions), "AdamW")]
[JsonDerivedType(typeof(AdamW8BitOptions), "AdamW8Bit")]
[JsonDerivedType(typeof(PagedAdamWOptions), "PagedAdamW")]
[JsonDerivedType(typeof(AdamOptions), "Adam")]
[JsonDerivedType(typeof(SgdOptions), "Sgd")]
[JsonDerivedType(typeof(RmsPropOptions), "RmsProp")]
[JsonDerivedType(typeof(AdagradOptions), "Adagrad")]
[JsonDerivedType(typeof(AdafactorOptions), "Adafactor")]
[JsonDerivedType(typeof(LionOptions), "Lion")]
[JsonDerivedType(typeof(BAdamOptions), "BAdam")]
public abstract class OptimizerOptions
{
    /// <summary>Weight decay, of parameters of two or more dimensions only unless <see cref="DecayVectors"/> is set.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; set; }

    /// <summary>Whether biases and gains of norms decay too.</summary>
    public bool DecayVectors { get; set; }

    /// <summary>Patterns of names of parameters that do not decay: <c>*.wte.weight</c>.</summary>
    public IReadOnlyList<string> WithoutDecay { get; set; } = [];

    /// <summary>Factor on the learning rate from each layer to the one below it, 1 for none.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LayerDecay { get; set; } = 1.0;

    /// <summary>Learning rate factors and weight decays by patterns of names.</summary>
    public IReadOnlyList<ParameterRule> Rules { get; set; } = [];

    /// <summary>Whether weights stored in bfloat16 keep a float32 copy, so that small steps add up.</summary>
    public bool MasterWeights { get; set; } = true;

    /// <summary>Makes the optimizer for a model's trainable parameters.</summary>
    /// <param name="module">The model.</param>
    /// <param name="learningRate">The peak learning rate; the schedule sets it for each step.</param>
    /// <param name="seed">For optimizers that draw random numbers.</param>
    /// <exception cref="OptimizerException">There is nothing to train, or a name in the options fits no parameter.</exception>
    public abstract Optimizer Create(Module module, double learningRate, int seed);

    /// <summary>The model's trainable parameters in groups, as the options say.</summary>
    protected IReadOnlyList<ParameterGroup> Group(Module module) => new ParameterGrouping
    {
        DecaysVectors = DecayVectors,
        WithoutDecay = WithoutDecay,
        LayerDecay = LayerDecay,
        Rules = Rules,
    }.Apply(module);
}
