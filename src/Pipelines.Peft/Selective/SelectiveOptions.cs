using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// An adapter that is nothing but values of its own for some of the model's parameters: the biases (BitFit), the head, the last layer, or
/// those that patterns name.
/// </summary>
public class SelectiveOptions : IValidatableObject
{
    /// <summary>A part of the model; null for none.</summary>
    [EnumDataType(typeof(TrainableScope))]
    public TrainableScope? Scope { get; set; }

    /// <summary>Patterns of names of parameters, beside those of <see cref="Scope"/>, with <c>*</c> and <c>?</c>.</summary>
    public IReadOnlyList<string> Train { get; set; } = [];

    /// <summary>Patterns of names of parameters that are left out.</summary>
    public IReadOnlyList<string> Freeze { get; set; } = [];

    /// <summary>The kind of model, for readers of the file: <c>CAUSAL_LM</c>.</summary>
    public string? TaskType { get; set; } = "CAUSAL_LM";

    /// <summary>All biases (Ben Zaken et al. 2022).</summary>
    public static SelectiveOptions BitFit() => new() { Scope = TrainableScope.Biases };

    /// <summary>The output head alone; where it is tied, the token embedding with it.</summary>
    public static SelectiveOptions LastLayer() => new() { Scope = TrainableScope.Head };

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Scope is null && Train.Count == 0)
            yield return new ValidationResult("Give Scope, or patterns in Train.", [nameof(Scope), nameof(Train)]);
        foreach (var result in Choice().Validate(validationContext))
            yield return result;
    }

    /// <summary>The choice among a model's parameters.</summary>
    internal TrainableParameters Choice() => new() { Scope = Scope, Train = Train, Freeze = Freeze };

    /// <summary>A copy, so that an attached adapter does not change when the options do.</summary>
    internal SelectiveOptions Copy() => new() { Scope = Scope, Train = [.. Train], Freeze = [.. Freeze], TaskType = TaskType };
}
