using System.Reflection;

namespace Pipelines.Testing;

internal abstract class TestColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations)
{
    private long _valuesRead;
    private volatile bool _asked;

    public string Name => name;

    public DataViewType Type => type;

    public DataViewSchema.Annotations? Annotations => annotations;

    public bool Asked
    {
        get => _asked;
        set => _asked = value;
    }

    public long ValuesRead => Volatile.Read(ref _valuesRead);

    public abstract TestColumn Unread();

    public abstract TestColumn Empty();

    protected void Count() => Interlocked.Increment(ref _valuesRead);
}

internal sealed class TestColumn<T>(string name, DataViewType type, DataViewSchema.Annotations? annotations, T[] values)
    : TestColumn(name, type, annotations)
{
    private readonly ValueMapper<T, T> _copy = Copier();

    public override TestColumn Unread() => new TestColumn<T>(Name, Type, Annotations, values);

    public override TestColumn Empty() => new TestColumn<T>(Name, Type, Annotations, []);

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
