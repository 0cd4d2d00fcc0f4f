using System.Runtime.InteropServices;

namespace Pipelines;

/// <summary>Hashes that are the same in every process, on every machine and in every version: splits rest on them.</summary>
internal static class StableHash
{
    public static ulong Of(DataViewRowId id, ulong seed) => SplitMix64.Mix(Step(Step(seed, id.Low), id.High));

    /// <summary>A function of a row's value in a column.</summary>
    public static Func<ulong> OfColumn(DataViewRow row, DataViewSchema.Column column, ulong seed) =>
        ColumnVisitor.Visit(column.Type, new Factory(row, column, seed));

    private static ulong Step(ulong hash, ulong value) => SplitMix64.Mix(hash ^ (value + 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93;

    private static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        var bytes = MemoryMarshal.AsBytes(text);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            hash = Step(hash, MemoryMarshal.Read<ulong>(bytes));
        ulong last = 0;
        foreach (var b in bytes)
            last = (last << 8) | b;
        return Step(Step(hash, last), (ulong)text.Length);
    }

    // Equal values have equal bits here: one zero, one NaN, one moment in time.
    private static ulong Bits<T>(T value) where T : struct => value switch
    {
        bool x => x ? 1UL : 0,
        sbyte x => (ulong)x,
        byte x => x,
        short x => (ulong)x,
        ushort x => x,
        int x => (ulong)x,
        uint x => x,
        long x => (ulong)x,
        ulong x => x,
        float x => float.IsNaN(x) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(x + 0.0),
        double x => double.IsNaN(x) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(x + 0.0),
        DateTime x => (ulong)x.Ticks,
        DateTimeOffset x => (ulong)x.UtcTicks,
        TimeSpan x => (ulong)x.Ticks,
        DataViewRowId x => Step(x.Low, x.High),
        _ => throw new SchemaException($"Values of {typeof(T)} cannot be hashed."),
    };

    private sealed class Factory(DataViewRow row, DataViewSchema.Column column, ulong seed) : IColumnVisitor<Func<ulong>>
    {
        public Func<ulong> Scalar<T>(DataViewType type) where T : struct, IEquatable<T> => Over<T>((in T value) => Step(seed, Bits(value)));

        public Func<ulong> Text() => Over<ReadOnlyMemory<char>>((in ReadOnlyMemory<char> value) => Add(seed, value.Span));

        public Func<ulong> Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T> => Over<VBuffer<T>>((in VBuffer<T> value) =>
        {
            var hash = Step(seed, (ulong)value.Length);
            foreach (var item in value.IsDense ? value.GetValues() : value.DenseValues())
                hash = Step(hash, Bits(item));
            return hash;
        });

        public Func<ulong> TextVector(VectorDataViewType type) =>
            Over<VBuffer<ReadOnlyMemory<char>>>((in VBuffer<ReadOnlyMemory<char>> value) =>
        {
            var hash = Step(seed, (ulong)value.Length);
            foreach (var item in value.IsDense ? value.GetValues() : value.DenseValues())
                hash = Add(hash, item.Span);
            return hash;
        });

        private delegate ulong Hash<TValue>(in TValue value);

        private Func<ulong> Over<TValue>(Hash<TValue> hash)
        {
            var getter = row.GetGetter<TValue>(column);
            TValue value = default!;
            return () =>
            {
                getter(ref value);
                return SplitMix64.Mix(hash(in value));
            };
        }
    }
}
