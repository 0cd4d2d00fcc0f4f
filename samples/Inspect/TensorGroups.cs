using System.Globalization;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Inspect;

/// <summary>Tensors of one module, or of the same module of all layers.</summary>
/// <param name="Name">The module's path; a star for the layer's number.</param>
/// <param name="Count">In how many layers it is.</param>
/// <param name="Shapes">Its tensors with their extents.</param>
/// <param name="Types">Their element types.</param>
/// <param name="ElementCount">All their numbers.</param>
/// <param name="ByteCount">All their bytes.</param>
internal sealed record TensorGroup(string Name, int Count, string Shapes, string Types, long ElementCount, long ByteCount);

/// <summary>The tensors of a folder by module.</summary>
internal static class TensorGroups
{
    /// <summary>Groups tensors, in the order of the layers' first tensors.</summary>
    /// <param name="weights">The files.</param>
    /// <param name="byLayer">Whether each layer stands for itself.</param>
    public static IReadOnlyList<TensorGroup> Of(ModelWeights weights, bool byLayer) =>
    [
        .. weights.Names.Order(LayerOrder.Instance)
            .GroupBy(name => byLayer ? Module(name) : Star(Module(name)), StringComparer.Ordinal)
            .Select(group => Make(group.Key, [.. group.Select(name => weights[name])])),
    ];

    private static TensorGroup Make(string name, List<SafetensorsEntry> entries)
    {
        var shapes = entries.Select(e => $"{e.Name[(e.Name.LastIndexOf('.') + 1)..]} {Extents(e)}").Distinct().ToList();
        return new TensorGroup(
            name, entries.Select(e => Module(e.Name)).Distinct().Count(), string.Join(", ", shapes),
            string.Join(", ", entries.Select(e => e.Type.ToString()).Distinct()), entries.Sum(e => e.ElementCount),
            entries.Sum(e => e.ByteCount));
    }

    private static string Extents(SafetensorsEntry entry) =>
        $"[{string.Join(", ", entry.Extents.ToArray().Select(e => e.ToString(CultureInfo.InvariantCulture)))}]";

    private static string Module(string tensor) => tensor.LastIndexOf('.') is var dot and > 0 ? tensor[..dot] : tensor;

    private static string Star(string path) =>
        string.Join('.', path.Split('.').Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out _) ? "*" : part));

    /// <summary>By parts, numbers by value, so that layer 10 follows layer 9.</summary>
    private sealed class LayerOrder : IComparer<string>
    {
        public static LayerOrder Instance { get; } = new();

        public int Compare(string? x, string? y)
        {
            var (left, right) = (x!.Split('.'), y!.Split('.'));
            for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
            {
                var order = int.TryParse(left[i], out var l) && int.TryParse(right[i], out var r)
                    ? l.CompareTo(r)
                    : string.CompareOrdinal(left[i], right[i]);
                if (order != 0)
                    return order;
            }

            return left.Length.CompareTo(right.Length);
        }
    }
}
