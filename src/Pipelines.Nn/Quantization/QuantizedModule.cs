namespace Pipelines.Nn;

/// <summary>A projection that was quantized, and what it lost.</summary>
/// <param name="Path">Its path.</param>
/// <param name="ElementCount">How many numbers its weight has.</param>
/// <param name="StorageBytes">The bytes of codes and scales.</param>
/// <param name="LargestDifference">The largest change of a number.</param>
/// <param name="RelativeDifference">The length of all changes over the length of the weight.</param>
public sealed record QuantizedModule(
    string Path, long ElementCount, long StorageBytes, double LargestDifference, double RelativeDifference);
