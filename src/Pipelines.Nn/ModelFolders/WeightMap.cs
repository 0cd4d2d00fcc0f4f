namespace Pipelines.Nn;

/// <summary>
/// How the tensors of a family's files correspond to the parameters of its modules. Names are compared by whole dotted parts: the ending
/// <c>attn.bias</c> fits <c>h.0.attn.bias</c>, not <c>h.0.attn.c_attn.bias</c>.
/// </summary>
public sealed record WeightMap
{
    /// <summary>Files have the names of the modules.</summary>
    public static WeightMap Identity { get; } = new();

    /// <summary>
    /// What a file's names may begin with though the parameters' do not, or the other way round, with the final dot: <c>transformer.</c>
    /// (<c>h.0.ln_1.weight</c> and <c>transformer.h.0.ln_1.weight</c> are one).
    /// </summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>
    /// Older names and what they became: <c>LayerNorm.gamma</c> and <c>LayerNorm.weight</c>. Files are written with the new ones.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Renames { get; init; } = [];

    /// <summary>Endings of parameters that files hold transposed: the weights of GPT-2's Conv1D.</summary>
    public IReadOnlyList<string> Transposed { get; init; } = [];

    /// <summary>
    /// Endings of tensors that files of the family are known to hold besides parameters: masks, frequencies, position ids.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Endings of parameters that a file need not hold; they keep the values they have.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>
    /// Other tensors (keys) that fill a parameter (values) where its own is missing, because the file's writer kept another of several tied
    /// names.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Aliases { get; init; } = [];

    /// <summary>Whether files hold a parameter transposed.</summary>
    public bool IsTransposed(string parameterName) => EndsInAny(parameterName, Transposed);

    /// <summary>Whether a name ends in one of some endings, by whole parts.</summary>
    internal static bool EndsInAny(string name, IReadOnlyList<string> endings)
    {
        foreach (var ending in endings)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal)
                && (name.Length == ending.Length || name[name.Length - ending.Length - 1] == '.'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The parameters a tensor may belong to, likeliest first.</summary>
    internal IEnumerable<string> Candidates(string tensorName)
    {
        yield return tensorName;
        var renamed = Rename(tensorName);
        if (renamed != tensorName)
            yield return renamed;
        foreach (var prefix in Prefixes)
            yield return prefix + renamed;
        foreach (var prefix in Prefixes)
        {
            if (renamed.StartsWith(prefix, StringComparison.Ordinal))
                yield return renamed[prefix.Length..];
        }
    }

    private string Rename(string name)
    {
        foreach (var (old, current) in Renames)
        {
            var start = $".{name}.".IndexOf($".{old}.", StringComparison.Ordinal);
            if (start >= 0)
                name = string.Concat(name.AsSpan(0, start), current, name.AsSpan(start + old.Length));
        }

        return name;
    }
}
