using System.Text;
using System.Text.Json;

namespace Pipelines;

/// <summary>What to do with a property, and with the properties of the objects it holds.</summary>
internal sealed class JsonPropertyNode
{
    private readonly List<JsonPropertyNode> _children = [];
    private readonly byte[] _utf8Name;
    private JsonPropertyNode[]? _leaves;
    private int _next;

    private JsonPropertyNode(string name)
    {
        Name = name;
        _utf8Name = Encoding.UTF8.GetBytes(name);
    }

    public string Name { get; }

    /// <summary>The name of the column its values are of; null where it is none.</summary>
    public string? Column { get; private set; }

    /// <summary>Where its values go; null where nobody asked for them.</summary>
    public JsonCell? Cell { get; private set; }

    /// <summary>The properties of the objects it holds.</summary>
    public IReadOnlyList<JsonPropertyNode> Children => _children;

    /// <summary>Whether something in it was asked for.</summary>
    public bool IsActive { get; private set; }

    /// <summary>The nodes below it whose values were asked for.</summary>
    public JsonPropertyNode[] Leaves =>
        _leaves ??= [.. _children.SelectMany(child => child.Cell is null ? child.Leaves : [child, .. child.Leaves])];

    /// <summary>The tree over a row's columns.</summary>
    public static JsonPropertyNode Build(IReadOnlyList<JsonColumn> columns, JsonCell?[] cells, IEnumerable<string> ignored)
    {
        var root = new JsonPropertyNode("");
        for (var i = 0; i < columns.Count; i++)
        {
            foreach (var path in columns[i].Paths)
            {
                var node = root.At(path, cells[i] is not null);
                node.Column = columns[i].Name;
                node.Cell = cells[i];
            }
        }

        foreach (var name in ignored)
        {
            root.At([name], active: false);
            root.At(name.Split('.'), active: false);
        }

        return root;
    }

    /// <summary>The node of the property the reader stands on; null where it has none.</summary>
    public JsonPropertyNode? Find(ref Utf8JsonReader reader)
    {
        // Rows mostly have their properties in one order.
        for (var i = 0; i < _children.Count; i++)
        {
            var at = _next + i;
            if (at >= _children.Count)
                at -= _children.Count;
            if (reader.ValueTextEquals(_children[at]._utf8Name))
            {
                _next = at + 1 < _children.Count ? at + 1 : 0;
                return _children[at];
            }
        }

        return null;
    }

    private JsonPropertyNode At(IEnumerable<string> path, bool active)
    {
        var node = this;
        node.IsActive |= active;
        foreach (var name in path)
        {
            var child = node._children.Find(c => c.Name == name);
            if (child is null)
                node._children.Add(child = new JsonPropertyNode(name));
            node = child;
            node.IsActive |= active;
        }

        return node;
    }
}
