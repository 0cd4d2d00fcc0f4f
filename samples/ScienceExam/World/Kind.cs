namespace ScienceExam.World;

/// <summary>A kind of entities.</summary>
/// <param name="Name">Its name in the encyclopedia.</param>
/// <param name="Endings">How names of the kind end.</param>
/// <param name="Traits">What is known of each.</param>
public sealed record Kind(string Name, IReadOnlyList<string> Endings, IReadOnlyList<Trait> Traits);
