using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>How views are mixed.</summary>
public sealed class InterleaveOptions : IValidatableObject
{
    /// <summary>
    /// How often a row is drawn of each view, in any unit; empty for weights by size: the rows of a view up to
    /// <see cref="SizeLimit"/>, to the power of 1 / <see cref="Temperature"/> (examples-proportional mixing, Raffel et al. 2020).
    /// </summary>
    public IReadOnlyList<double> Weights { get; set; } = [];

    /// <summary>
    /// 1 mixes in proportion to the sizes; higher values draw small views more often, up to all alike. For weights by size.
    /// </summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Temperature { get; set; } = 1.0;

    /// <summary>A view counts for no more than this many rows; 0 for all it has. For weights by size.</summary>
    [Range(0L, long.MaxValue)]
    public long SizeLimit { get; set; }

    /// <summary>When the view ends.</summary>
    [EnumDataType(typeof(InterleaveStopping))]
    public InterleaveStopping Stopping { get; set; } = InterleaveStopping.FirstExhausted;

    /// <summary>What the order is drawn from; null for the context's seed.</summary>
    public int? Seed { get; set; }

    /// <summary>A column of text that says of which view a row is; null for none.</summary>
    public string? SourceColumn { get; set; }

    /// <summary>The views' names in that column; empty for their numbers, from 0.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Weights.Count; i++)
        {
            if (!(Weights[i] > 0 && double.IsFinite(Weights[i])))
                yield return new ValidationResult(
                    $"Weights[{i}] is {Weights[i]}; a weight is positive and finite. Leave out a view that shall not be drawn.",
                    [nameof(Weights)]);
        }

        if (Weights.Count > 0 && (Temperature != 1.0 || SizeLimit > 0))
            yield return new ValidationResult(
                "Temperature and SizeLimit are for weights by size; leave Weights empty, or leave these out.", [nameof(Weights)]);
        if (SourceColumn is { Length: 0 })
            yield return new ValidationResult("SourceColumn is empty; name a column, or set null for none.", [nameof(SourceColumn)]);
        if (Names.Count > 0 && SourceColumn is null)
            yield return new ValidationResult("Names are for SourceColumn, which is not set.", [nameof(Names)]);
        if (Names.Distinct(StringComparer.Ordinal).Count() < Names.Count)
            yield return new ValidationResult("Two of the Names are the same, so that rows could not be told apart.", [nameof(Names)]);
    }
}
