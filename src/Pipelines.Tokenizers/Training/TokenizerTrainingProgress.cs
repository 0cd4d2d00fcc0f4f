namespace Pipelines.Tokenizers;

/// <summary>Where the training of a unigram or WordPiece vocabulary stands.</summary>
/// <param name="TextCount">Texts read so far.</param>
/// <param name="WordCount">Different words counted at the moment.</param>
/// <param name="TokenCount">Tokens the vocabulary has at the moment; 0 while texts are read.</param>
/// <param name="TargetCount">Tokens it is to have.</param>
public sealed record TokenizerTrainingProgress(long TextCount, int WordCount, int TokenCount, int TargetCount);
