using System.Reflection;

namespace Pipelines.Testing;

internal abstract class TestColumn
{
    private long _valuesRead;
    private volatile bool _asked;

    public bool Asked
    {
        get => _asked;
        set => _asked = value;
    }

    public long ValuesRead => Volatile.Read(ref _valuesRead);

    protected void Count() => Interlocked.Increment(ref _valuesRead);
}

internal sealed class TestColumn<T>(T[] values) : TestColumn
{
    private readonly ValueMapper<T, T> _copy = Copier();

    public void Get(int row, ref T value)
    {
        Count();
        _copy(in values[row], ref value);
    }

    // A vector's items are copied into the reader's buffers, as by real views: a stage that writes into them must not change the view.
    private static ValueMapper<T, T> Copier() =>
        typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(TestColumn<T>).GetMethod(nameof(CopyVector), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(typeof(T).GetGenericArguments()).CreateDelegate<ValueMapper<T, T>>()
            : (in T source, ref T destination) => destination = source;

    private static void CopyVector<TItem>(in VBuffer<TItem> source, ref VBuffer<TItem> destination) => source.CopyTo(ref destination);
}
