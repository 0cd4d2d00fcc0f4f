namespace ScienceExam.World;

/// <summary>Something that is known of every entity of a kind.</summary>
/// <param name="Values">What it can be; traits that share their values are easily mistaken for each other.</param>
/// <param name="Clauses">Ways to say it in an article, with <c>{v}</c> for the value.</param>
/// <param name="Questions">Ways to ask for it, with <c>{x}</c> for the entity.</param>
public sealed record Trait(ValueSet Values, IReadOnlyList<string> Clauses, IReadOnlyList<string> Questions);
