using System.Globalization;

namespace Pipelines.Peft;

/// <summary>What merging came to.</summary>
/// <param name="Adapters">The adapters that are in the weights now.</param>
/// <param name="Modules">The weights they are in.</param>
/// <param name="Proof">How the merged model compares with the one with adapters, on a probe of fixed token ids.</param>
public sealed record MergeReport(IReadOnlyList<string> Adapters, IReadOnlyList<MergedModule> Modules, AdapterProof Proof)
{
    /// <summary>How many weights were decoded, merged and quantized again.</summary>
    public int RequantizedCount => Modules.Count(m => m.IsRequantized);

    /// <summary>The largest change of a number by storing it.</summary>
    public double LargestDifference => Modules.Count == 0 ? 0 : Modules.Max(m => m.LargestDifference);

    /// <summary>The largest of the weights' relative changes.</summary>
    public double RelativeDifference => Modules.Count == 0 ? 0 : Modules.Max(m => m.RelativeDifference);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"Merged '{string.Join("', '", Adapters)}' into {Modules.Count} weights.";
        if (RequantizedCount > 0)
        {
            var kind = Modules.First(m => m.IsRequantized).Storage;
            text += $" {RequantizedCount} of them were decoded, merged and quantized again ({kind}).";
        }

        if (LargestDifference > 0)
        {
            text += string.Create(
                CultureInfo.InvariantCulture,
                $" Storing them changed numbers by up to {LargestDifference:G3}, " +
                $"a weight by {RelativeDifference:G3} of its length and what the " +
                $"adapters changed by {Modules.Max(m => m.LostShare):G3} of its.");
        }

        return Proof.LargestDifference is { } difference
            ? text + string.Create(
                CultureInfo.InvariantCulture,
                $" Logits differ by {difference:G3} of the largest{(Proof.SameAnswers == false ? ", and greedy answers differ" : "")}.")
            : text;
    }
}
