namespace Pipelines.Peft;

/// <summary>How a written adapter compared with the one in memory, on a probe of fixed token ids.</summary>
/// <param name="LargestDifference">
/// The largest difference of a logit (or of a token's loss, where the model has no logits to give), relative to the largest of them; null
/// where the model reads no tokens and only the tensors were compared.
/// </param>
/// <param name="SameAnswers">Whether the greedily chosen tokens are the same; null where the model does not generate.</param>
public sealed record AdapterProof(double? LargestDifference, bool? SameAnswers)
{
    // A product that is joined or multiplied out in another order differs by rounding.
    private const double Tolerance = 1e-4;

    /// <summary>Whether they compute the same, but for rounding.</summary>
    public bool IsEqual => LargestDifference is not { } difference || difference <= Tolerance;
}
