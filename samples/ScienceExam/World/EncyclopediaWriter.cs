using Pipelines.Nn;

namespace ScienceExam.World;

/// <summary>
/// Writes the encyclopedia of an invented world: entities with names of syllables, and an article of a few sentences on each. What an
/// article says can be known from nowhere else. The same seed gives the same world.
/// </summary>
public sealed class EncyclopediaWriter(int seed)
{
    private const int TraitsInASentence = 2;

    private static readonly string[] First =
    [
        "vel", "tor", "mar", "zan", "qui", "lor", "bre", "dro", "fen", "gal", "hys", "jur", "kal", "nim", "oph", "pra", "ruk", "sel", "tal",
        "umb",
    ];

    private static readonly string[] Second =
        ["ab", "ec", "id", "of", "ug", "ak", "el", "im", "on", "up", "ar", "es", "it", "ov", "ux", "az", "eb", "ik", "ol", "un"];

    private readonly RandomGenerator _random = new((ulong)seed);

    /// <summary>Entities of all kinds by turns.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<Entity> Write(int count)
    {
        var entities = new List<Entity>(count);
        var names = new HashSet<string>();
        while (entities.Count < count)
        {
            var kind = Kinds.All[entities.Count % Kinds.All.Count];
            var name = Pick(First) + Pick(Second) + Pick(kind.Endings);
            if (names.Add(name))
                entities.Add(Write(char.ToUpperInvariant(name[0]) + name[1..], kind));
        }

        return entities;
    }

    private Entity Write(string name, Kind kind)
    {
        var values = new string[kind.Traits.Count];
        for (var i = 0; i < values.Length; i++)
        {
            do
                values[i] = Pick(kind.Traits[i].Values.Values);
            while (values.AsSpan(0, i).Contains(values[i]));
        }

        // Sentences tell two traits each, in an order of their own.
        var order = Enumerable.Range(0, values.Length).ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = _random.NextInt32(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        var (sentences, evidence) = (new List<string>(), new int[values.Length]);
        foreach (var traits in order.Chunk(TraitsInASentence))
        {
            foreach (var trait in traits)
                evidence[trait] = sentences.Count;
            var clauses = traits.Select(t => Pick(kind.Traits[t].Clauses).Replace("{v}", values[t], StringComparison.Ordinal));
            sentences.Add($"{name} {string.Join(" and ", clauses)}.");
        }

        return new Entity(name, kind, values, sentences, evidence);
    }

    private string Pick(IReadOnlyList<string> choices) => choices[_random.NextInt32(choices.Count)];
}
