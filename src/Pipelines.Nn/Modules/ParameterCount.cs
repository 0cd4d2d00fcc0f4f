using System.Globalization;

namespace Pipelines.Nn;

/// <summary>How many numbers a model has, and how many of them are trained; a parameter in several places counts once.</summary>
/// <param name="Trainable">Numbers of parameters that require a gradient.</param>
/// <param name="All">Numbers of all parameters, and of quantized weights.</param>
public readonly record struct ParameterCount(long Trainable, long All)
{
    // Two decimals say nothing of the share of a small adapter.
    private const double SmallPercentage = 0.1;

    /// <summary>The share that is trained, in percent.</summary>
    public double TrainablePercentage => All == 0 ? 0 : 100.0 * Trainable / All;

    /// <summary>Counts a model's.</summary>
    public static ParameterCount Of(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return new ParameterCount(
            module.CountParameters(trainableOnly: true), module.CountParameters() + QuantizedWeights.CountElements(module));
    }

    /// <summary>The line that PEFT prints: <c>trainable params: 1,234 || all params: 5,678 || trainable%: 21.73</c>.</summary>
    public override string ToString()
    {
        var percentage = TrainablePercentage.ToString(TrainablePercentage < SmallPercentage ? "F4" : "F2", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture, $"trainable params: {Trainable:N0} || all params: {All:N0} || trainable%: {percentage}");
    }
}
