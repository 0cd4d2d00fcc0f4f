namespace Pipelines.Peft;

/// <summary>A weight that adapters were merged into.</summary>
/// <param name="Path">The module's path.</param>
/// <param name="Storage">How the weight is stored: <c>Float32</c>, <c>BFloat16</c>, or how it is quantized.</param>
/// <param name="IsRequantized">Whether it was decoded, merged and quantized again.</param>
/// <param name="LargestDifference">The largest change of a number of the merged weight by storing it.</param>
/// <param name="RelativeDifference">The length of those changes over the length of the merged weight.</param>
/// <param name="LostShare">
/// Their length over that of what the adapters changed. Towards 1 and above, the model has little of what the adapters learned.
/// </param>
public sealed record MergedModule(
    string Path, string Storage, bool IsRequantized, double LargestDifference, double RelativeDifference, double LostShare);
