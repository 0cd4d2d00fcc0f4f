using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>Reads an adapter's file tensor by tensor, and knows which were read.</summary>
internal sealed class AdapterTensors(SafetensorsFile file)
{
    private const int ListedNames = 5;

    private readonly HashSet<string> _unread = file.Entries.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether there is a tensor that was not read yet.</summary>
    public bool Has(string name) => _unread.Contains(name);

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="target">Where it goes; it must be of this shape.</param>
    /// <param name="why">Why it must be there.</param>
    /// <exception cref="TensorFormatException">It is missing or of another shape.</exception>
    public void Read(string name, Tensor target, string why)
    {
        if (!_unread.Remove(name))
        {
            throw new TensorFormatException(
                file.Path, name, $"it is missing: {why}, so {target.Shape} was expected. Is the file whole?");
        }

        var extents = file.Entries[name].Extents.ToArray();
        if (!extents.Select(e => (long)e).SequenceEqual(Enumerable.Range(0, target.Shape.Rank).Select(i => (long)target.Shape[i])))
        {
            throw new TensorFormatException(
                file.Path, name,
                $"it has shape [{string.Join(", ", extents)}]; {target.Shape} was expected by the config and the model's module. " +
                "Is the adapter for another model, or was its size changed?");
        }

        file.ReadInto(name, target);
    }

    /// <summary>Refuses tensors that nothing asked for.</summary>
    /// <exception cref="TensorFormatException">There are such tensors.</exception>
    public void RequireAllRead()
    {
        if (_unread.Count == 0)
            return;
        var others = _unread.Count > ListedNames ? $", and {_unread.Count - ListedNames} more" : "";
        throw new TensorFormatException(
            file.Path, _unread.Order(StringComparer.Ordinal).First(),
            $"the model has no place for it, by the adapter's config. Tensors without a place: " +
            $"{string.Join(", ", _unread.Order(StringComparer.Ordinal).Take(ListedNames))}{others}. Is the adapter for another model?");
    }
}
