using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Chooses worked examples for questions. A question is never its own example.</summary>
internal sealed class FewShotSampler
{
    private readonly IReadOnlyList<TaskExample> _all;
    private readonly Dictionary<string, List<TaskExample>> _byCategory;
    private readonly Dictionary<string, IReadOnlyList<TaskExample>> _chosen = [];
    private readonly int _shots;
    private readonly ShotSelection _selection;
    private readonly int _seed;

    /// <summary>Makes a sampler.</summary>
    /// <param name="examples">The examples to choose from.</param>
    /// <param name="shots">How many stand before a question.</param>
    /// <param name="selection">Which.</param>
    /// <param name="seed">Decides what is drawn.</param>
    public FewShotSampler(IReadOnlyList<TaskExample> examples, int shots, ShotSelection selection, int seed)
    {
        (_all, _shots, _selection, _seed) = (examples, shots, selection, seed);
        _byCategory = examples.GroupBy(e => e.Category).ToDictionary(g => g.Key, g => g.ToList());
    }

    /// <summary>The examples of a question, in the order they are shown.</summary>
    /// <exception cref="PipelineException">There are too few.</exception>
    public IReadOnlyList<TaskExample> Choose(TaskExample question)
    {
        if (_shots == 0)
            return [];

        // Examples of the question's category, where there are any: MMLU's are of one subject.
        var isOwn = _byCategory.TryGetValue(question.Category, out var own);
        var (pool, name) = isOwn ? (own!, question.Category) : (_all, "*");
        if (_selection == ShotSelection.RandomEach)
            return Take(pool, question, $"{_seed}\n{question.Context}\n{question.Question}");
        if (!_chosen.TryGetValue(name, out var chosen))
        {
            // One more than is shown, for a question that is among them.
            chosen = _selection == ShotSelection.First ? [.. pool.Take(_shots + 1)] : Draw(pool, _shots + 1, $"{_seed}\n{name}");
            _chosen.Add(name, chosen);
        }

        return Take(chosen, question, null);
    }

    private IReadOnlyList<TaskExample> Take(IReadOnlyList<TaskExample> pool, TaskExample question, string? key)
    {
        var others = (key is null ? pool : Draw(pool, _shots + 1, key)).Where(example => !IsSame(example, question)).Take(_shots).ToList();
        return others.Count == _shots
            ? others
            : throw new PipelineException(
                $"There are {others.Count} examples for question '{question.Id}'"
                + $"{(question.Category.Length > 0 ? $" of {question.Category}" : "")}; "
                + $"{_shots} are asked for. Lower Shots or give a file with more.");
    }

    private static bool IsSame(TaskExample left, TaskExample right) =>
        left.Question == right.Question && left.Context == right.Context && left.Options.SequenceEqual(right.Options)
        && left.Fields.Count == right.Fields.Count && left.Fields.All(f => right.Fields.GetValueOrDefault(f.Key) == f.Value);

    // The same on every machine and in every version: drawn by hashes.
    private static List<TaskExample> Draw(IReadOnlyList<TaskExample> pool, int count, string key)
    {
        var state = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var places = Enumerable.Range(0, pool.Count).ToArray();
        var drawn = new List<TaskExample>(Math.Min(count, pool.Count));
        for (var i = 0; i < places.Length && drawn.Count < count; i++)
        {
            state = (state + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9 ^ state >> 29;
            var other = i + (int)Math.BigMul(state, (ulong)(places.Length - i), out _);
            (places[i], places[other]) = (places[other], places[i]);
            drawn.Add(pool[places[i]]);
        }

        return drawn;
    }
}
