namespace Pipelines.Tokenizers;

/// <summary>Two neighbouring tokens and the token that they become.</summary>
internal readonly record struct BytePairMerge(int Left, int Right, int Result);
