using System.ComponentModel.DataAnnotations;

namespace Pipelines.Encoders;

/// <summary>What a submission is made of.</summary>
public sealed class SubmissionOptions
{
    /// <summary>The column of ids, text or integers; null for the rows' numbers from 0.</summary>
    public string? IdColumn { get; set; } = MultipleChoiceColumns.Id;

    /// <summary>The column of options' indices, best first.</summary>
    [Required]
    public string RankedIndicesColumn { get; set; } = MultipleChoiceColumns.RankedIndices;

    /// <summary>Letters of a prediction; of a question with fewer options all.</summary>
    [Range(1, ChoiceLetters.Count)]
    public int TopK { get; set; } = 3;
}
