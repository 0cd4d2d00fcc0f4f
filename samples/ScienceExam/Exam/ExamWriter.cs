using System.Globalization;
using Pipelines.Nn;
using ScienceExam.World;

namespace ScienceExam.Exam;

/// <summary>
/// Asks for traits of entities. The wrong options are values that the trait has of other entities, so that nobody can answer who has not
/// read the article; one of them is what the article says of the same entity in another respect, so that it must also be understood.
/// </summary>
public sealed class ExamWriter(int seed)
{
    private const int OptionCount = 5;

    private readonly RandomGenerator _random = new((ulong)seed);

    /// <summary>Questions on each entity, on as many traits as asked for.</summary>
    /// <param name="entities">Whom to ask about.</param>
    /// <param name="traits">Questions on each.</param>
    public IReadOnlyList<ExamQuestion> Write(IReadOnlyList<Entity> entities, int traits)
    {
        ArgumentNullException.ThrowIfNull(entities);
        var questions = new List<ExamQuestion>(entities.Count * traits);
        foreach (var entity in entities)
        {
            foreach (var trait in Shuffled(Enumerable.Range(0, entity.Values.Count)).Take(traits))
                questions.Add(Write(entity, trait, questions.Count + 1));
        }

        return [.. Shuffled(questions).Select((q, i) => q with { Id = (i + 1).ToString(CultureInfo.InvariantCulture) })];
    }

    private ExamQuestion Write(Entity entity, int trait, int id)
    {
        var kind = entity.Kind;
        var right = entity.Values[trait];
        var options = new List<string> { right };
        var traps = Enumerable.Range(0, entity.Values.Count)
            .Where(t => t != trait && kind.Traits[t].Values == kind.Traits[trait].Values).Select(t => entity.Values[t]).ToArray();
        if (traps.Length > 0)
            options.Add(Pick(traps));
        while (options.Count < OptionCount)
        {
            var value = Pick(kind.Traits[trait].Values.Values);
            if (!options.Contains(value) && !traps.Contains(value))
                options.Add(value);
        }

        var shuffled = Shuffled(options);
        var prompt = Pick(kind.Traits[trait].Questions).Replace("{x}", entity.Name, StringComparison.Ordinal);
        return new ExamQuestion($"{id}", prompt, shuffled, shuffled.IndexOf(right), entity.Sentences[entity.Evidence[trait]]);
    }

    private List<T> Shuffled<T>(IEnumerable<T> items)
    {
        var list = items.ToList();
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = _random.NextInt32(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }

        return list;
    }

    private string Pick(IReadOnlyList<string> choices) => choices[_random.NextInt32(choices.Count)];
}
