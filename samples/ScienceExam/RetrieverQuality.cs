namespace ScienceExam;

/// <summary>How well a retriever finds the passages that answer questions.</summary>
/// <param name="Name">The retriever.</param>
/// <param name="Recall">The part of the passages that is among the first <see cref="Library.RecallRank"/>.</param>
/// <param name="ReciprocalRank">The mean of one over the passage's rank.</param>
internal sealed record RetrieverQuality(string Name, double Recall, double ReciprocalRank);
