namespace Pipelines;

internal sealed class VectorPoolColumn<T>(ValueGetter<VBuffer<T>> getter) : PoolColumn<VBuffer<T>>
{
    private readonly List<VBuffer<T>> _values = [];

    public override void Put(int place) => getter(ref Place(_values, place));

    public override void Get(int place, ref VBuffer<T> value) => _values[place].CopyTo(ref value);
}
