namespace Pipelines.Training;

/// <summary>Suggests tokens that a model may go on with, to be checked in one pass.</summary>
internal interface ICandidateSource : IDisposable
{
    /// <summary>Suggests tokens behind those of a row.</summary>
    /// <param name="row">The sequence.</param>
    /// <param name="candidates">Receives the suggestions.</param>
    /// <returns>How many there are.</returns>
    int Suggest(GenerationRow row, Span<int> candidates);

    /// <summary>Learns how many of its suggestions were right.</summary>
    void Learn(int suggested, int accepted);
}
