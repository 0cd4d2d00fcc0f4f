namespace Pipelines.Tokenizers;

/// <summary>Where the training of a byte-level BPE vocabulary stands.</summary>
/// <param name="TextCount">Texts read so far.</param>
/// <param name="CharacterCount">UTF-16 code units read so far.</param>
/// <param name="WordCount">Different words counted at the moment.</param>
/// <param name="MergeCount">Merges learned so far; 0 while texts are read.</param>
/// <param name="MaximumMergeCount">The most merges that the vocabulary has room for.</param>
public sealed record BytePairTrainingProgress(long TextCount, long CharacterCount, int WordCount, int MergeCount, int MaximumMergeCount);
