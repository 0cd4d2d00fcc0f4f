namespace Quickstart.World;

/// <summary>A town of the invented land.</summary>
/// <param name="Name">Its name, which no other has.</param>
/// <param name="Values">The values of <see cref="Fact.All"/>, in their order.</param>
/// <param name="Sentences">What the encyclopedia says of it: a fact a sentence, in any order.</param>
public sealed record Town(string Name, IReadOnlyList<string> Values, IReadOnlyList<string> Sentences)
{
    /// <summary>What the encyclopedia says, as one text.</summary>
    public string Article => string.Join(' ', Sentences);
}
