using System.Collections;

namespace Pipelines;

/// <summary>A list that is only <see cref="IList{T}"/>, as a read-only one.</summary>
internal sealed class ReadOnlyListAdapter<T>(IList<T> list) : IReadOnlyList<T>
{
    public int Count => list.Count;

    public T this[int index] => list[index];

    public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
