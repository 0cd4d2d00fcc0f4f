namespace Quickstart.World;

/// <summary>A town of the invented land.</summary>
/// <param name="Name">Its name, which no other has.</param>
/// <param name="Values">The values of <see cref="Fact.All"/>, in their order.</param>
/// <param name="Article">What the encyclopedia says of it: two facts a sentence.</param>
internal sealed record Town(string Name, IReadOnlyList<string> Values, string Article);
