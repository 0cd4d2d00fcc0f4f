using System.Reflection;

namespace Pipelines;

/// <summary>Vectors of a known size have that size in every row.</summary>
internal static class VectorSize
{
    private static readonly MethodInfo CheckedMethod =
        typeof(VectorSize).GetMethod(nameof(CheckedVector), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>A getter of vectors that refuses one of another size than its type says.</summary>
    public static ValueGetter<TValue> Checked<TValue>(ValueGetter<TValue> getter, VectorDataViewType type, string column, Func<long> row) =>
        (ValueGetter<TValue>)CheckedMethod.MakeGenericMethod(type.ItemType.RawType).Invoke(null, [getter, type, column, row])!;

    /// <exception cref="CellException">The size is another.</exception>
    public static void Check(int length, VectorDataViewType type, long row, string column)
    {
        if (type.IsKnownSize && length != type.Size)
            throw new CellException(
                row, column, $"the vector has {length} items, but the column's type is {type}. Give {type.Size} items in every row.");
    }

    private static ValueGetter<VBuffer<T>> CheckedVector<T>(
        ValueGetter<VBuffer<T>> getter, VectorDataViewType type, string column, Func<long> row) =>
        (ref VBuffer<T> value) =>
        {
            getter(ref value);
            Check(value.Length, type, row(), column);
        };
}
