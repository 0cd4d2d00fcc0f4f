using System.Text.RegularExpressions;

namespace Pipelines.Nn;

/// <summary>
/// Cuts a model's parameters into blocks by their names. A block is a list of name parts; a parameter is in it if its name contains one.
/// </summary>
public static partial class BlockPartition
{
    /// <summary>
    /// One block a layer (a layer's parameters share the name up to its number), as BAdam's code infers them: embeddings are blocks of
    /// their
    /// own where asked for, and all that is left (final norm, output projection, embeddings that were not asked for) is the last one.
    /// </summary>
    /// <param name="names">The names of the parameters, in the model's order.</param>
    /// <param name="includeEmbedding">Whether embeddings are trained as blocks.</param>
    /// <param name="includeHead">Whether what belongs to no layer is trained as the last block.</param>
    public static IReadOnlyList<IReadOnlyList<string>> ByLayer(
        IEnumerable<string> names, bool includeEmbedding = false, bool includeHead = false)
    {
        ArgumentNullException.ThrowIfNull(names);
        List<IReadOnlyList<string>> blocks = [];
        List<string> others = [];
        foreach (var name in names)
        {
            if (blocks.Exists(block => name.Contains(block[0], StringComparison.Ordinal)))
                continue;
            if (Layer().Match(name) is { Success: true } layer)
                blocks.Add([layer.Value]);
            else if (includeEmbedding && Embedding().Match(name) is { Success: true } embedding)
                blocks.Add([embedding.Value]);
            else
                others.Add(name);
        }

        if (includeHead && others.Count > 0)
            blocks.Add(others);
        return blocks;
    }

    [GeneratedRegex(@"^([^.]+\.)*?\d+\.")]
    private static partial Regex Layer();

    [GeneratedRegex(@"^(.*embed[^.]*\.|(.*\.)?(wte|wpe|shared)\.)")]
    private static partial Regex Embedding();
}
