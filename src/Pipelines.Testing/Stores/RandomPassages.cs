namespace Pipelines.Testing;

/// <summary>
/// Random passages, queries and filters. The words are nobody's, so that no analyser shortens them or leaves them out; components are small
/// whole numbers, so that scores are exact and often equal.
/// </summary>
internal sealed class RandomPassages(int seed, int dimension)
{
    private static readonly string[] s_words =
    [
        "blork", "crund", "dwarp", "flimp", "gront", "klosh", "mupto", "nazgo",
        "prunk", "quozz", "skrim", "trobo", "vlark", "wumpo", "zikko",
    ];

    private static readonly string[] s_kinds = ["red", "green", "it's", "Red", "50%"];

    public Random Random { get; } = new(seed);

    public Passage Passage(long id)
    {
        var metadata = new Dictionary<string, MetadataValue>();
        if (Random.Next(5) > 0)
            metadata["kind"] = s_kinds[Random.Next(s_kinds.Length)];
        if (Random.Next(5) > 0)
            metadata["year"] = Random.Next(6) == 0 ? "2000" : Random.Next(1998, 2003) + (0.5 * Random.Next(2));
        return new Passage(id, Random.Next(20) == 0 ? "" : Words(1 + Random.Next(8)))
        {
            Metadata = metadata,
            Vector = Random.Next(6) == 0 ? default : Vector(),
        };
    }

    public string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => s_words[Random.Next(s_words.Length)]));

    public float[] Vector()
    {
        var vector = new float[dimension];
        for (var i = 0; i < dimension; i++)
            vector[i] = Random.Next(-2, 3);
        return vector;
    }

    public PassageQuery Query() => Random.Next(3) switch
    {
        0 => new PassageQuery(Random.Next(10) == 0 ? "nowhere" : Words(1 + Random.Next(3))),
        1 => new PassageQuery(null, Vector()),
        _ => new PassageQuery(Words(1 + Random.Next(3)), Vector()),
    };

    public PassageFilter Filter(int depth = 2) => Random.Next(depth > 0 ? 6 : 3) switch
    {
        0 => PassageFilter.Equal("kind", s_kinds[Random.Next(s_kinds.Length)]),
        1 => PassageFilter.OneOf("year", Enumerable.Range(0, Random.Next(4)).Select(_ => (MetadataValue)Random.Next(1998, 2003)).ToArray()),
        2 => PassageFilter.Range("year", Bound(), Bound()),
        3 => PassageFilter.Not(Filter(depth - 1)),
        4 => PassageFilter.All(Filters(depth)),
        _ => PassageFilter.Any(Filters(depth)),
    };

    private double? Bound() => Random.Next(3) == 0 ? null : Random.Next(1998, 2003);

    private PassageFilter[] Filters(int depth) => [.. Enumerable.Range(0, Random.Next(4)).Select(_ => Filter(depth - 1))];
}
