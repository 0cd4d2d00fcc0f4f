namespace Pipelines.Nn;

/// <summary>Children of one type, named by their index: the layers of a model.</summary>
/// <typeparam name="T">The type of the children.</typeparam>
public sealed class ModuleList<T> : Module where T : Module
{
    private readonly List<ModuleSlot<T>> _slots = [];

    /// <summary>Makes a list.</summary>
    public ModuleList(IEnumerable<T> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var module in modules)
            _slots.Add(AddModule(_slots.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), module));
    }

    /// <summary>How many children there are.</summary>
    public int Count => _slots.Count;

    /// <summary>A child.</summary>
    public T this[int index] => _slots[index].Module;
}
