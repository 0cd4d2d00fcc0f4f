namespace Pipelines;

internal sealed class ScalarPoolColumn<T>(ValueGetter<T> getter) : PoolColumn<T> where T : struct
{
    private readonly List<T> _values = [];

    public override void Put(int place) => getter(ref Place(_values, place));

    public override void Get(int place, ref T value) => value = _values[place];
}
