using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How texts are compared by ROUGE. The defaults are those of <c>rouge_score</c>.</summary>
public sealed class RougeOptions : MetricOptions, IValidatableObject
{
    /// <summary>What is computed.</summary>
    [MinLength(1)]
    public IReadOnlyList<RougeKind> Kinds { get; set; } = [RougeKind.Rouge1, RougeKind.Rouge2, RougeKind.RougeL, RougeKind.RougeLsum];

    /// <summary>What the words of a text are.</summary>
    [EnumDataType(typeof(RougeWordRule))]
    public RougeWordRule Words { get; set; }

    /// <summary>
    /// Whether English words of more than three letters are compared by their Porter stem (<c>use_stemmer</c>), NLTK's variant of it.
    /// </summary>
    public bool Stem { get; set; }

    /// <summary>ROUGE-W: a run of k common words counts k to this power; above 1, so that runs count for more than words apart.</summary>
    [Range(1.0, 10.0, MinimumIsExclusive = true)]
    public double RunWeight { get; set; } = 1.2;

    /// <summary>ROUGE-S: how many words may lie between the two of a pair; null for any number.</summary>
    [Range(0, 1 << 20)]
    public int? SkipDistance { get; set; } = 4;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var kind in Kinds)
        {
            if (!Enum.IsDefined(kind))
                yield return new ValidationResult($"Kinds names {kind}, which is none.", [nameof(Kinds)]);
        }
    }

    internal RougeOptions Clone()
    {
        var copy = (RougeOptions)MemberwiseClone();
        copy.Kinds = [.. Kinds.Distinct()];
        return copy;
    }
}
