namespace Pipelines.Peft;

/// <summary>How an adapter is in one module.</summary>
/// <param name="Rank">The rank.</param>
/// <param name="Scale">The factor on the product.</param>
/// <param name="Dropout">The share of inputs dropped.</param>
/// <param name="HasBias">Whether B has a bias.</param>
/// <param name="UseDora">Whether lengths are learned apart.</param>
internal readonly record struct LoraShape(int Rank, float Scale, float Dropout, bool HasBias, bool UseDora);
