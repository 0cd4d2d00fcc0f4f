namespace ScienceExam.World;

/// <summary>An entity of the invented world.</summary>
/// <param name="Name">Its name, which no other has.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Values">The values of the kind's traits, in their order.</param>
/// <param name="Sentences">Its article.</param>
/// <param name="Evidence">Which sentence tells each trait.</param>
public sealed record Entity(
    string Name, Kind Kind, IReadOnlyList<string> Values, IReadOnlyList<string> Sentences, IReadOnlyList<int> Evidence)
{
    /// <summary>The article as one text.</summary>
    public string Article => string.Join(' ', Sentences);
}
