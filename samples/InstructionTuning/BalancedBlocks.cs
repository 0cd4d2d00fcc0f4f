using Pipelines.Gpt;
using Pipelines.Nn;

namespace InstructionTuning;

/// <summary>
/// BAdam's blocks, of like size: its memory is that of the largest, so neighbouring layers share a block as long as that costs little more.
/// Each is then trained more often. In a small model the embedding is as large as several layers.
/// </summary>
internal static class BalancedBlocks
{
    private const double Tolerance = 1.15;

    /// <summary>The blocks of a model: the embedding first, then layers, the final norm with the last of them.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(GptModel model)
    {
        var layers = BlockPartition.ByLayer(model.NamedParameters().Select(p => p.Name), includeEmbedding: true, includeHead: true);
        var most = Tolerance * layers.Max(block => Size(model, block));
        var blocks = new List<List<string>>();
        foreach (var layer in layers)
        {
            if (blocks.Count > 0 && Size(model, [.. blocks[^1], .. layer]) <= most)
                blocks[^1].AddRange(layer);
            else
                blocks.Add([.. layer]);
        }

        return blocks;
    }

    /// <summary>The share of the largest block in a model's trainable parameters.</summary>
    public static double LargestShare(GptModel model, IReadOnlyList<IReadOnlyList<string>> blocks) =>
        blocks.Max(block => Size(model, block)) / (double)Size(model, [""]);

    private static long Size(GptModel model, IReadOnlyList<string> block) => model.NamedParameters()
        .Where(p => p.Parameter.RequiresGradient && block.Any(part => p.Name.Contains(part, StringComparison.Ordinal)))
        .Sum(p => p.Parameter.Shape.ElementCount);
}
