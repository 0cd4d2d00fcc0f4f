using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Npgsql;

namespace Pipelines.Retrieval.Postgres;

/// <summary>Passages and vectors from rows of <see cref="StoreLayout.Columns"/>.</summary>
internal static class PassageRow
{
    public static Passage Read(NpgsqlDataReader row, bool hasVector, bool usesExtension)
    {
        var passage = new Passage(row.GetInt64(0), row.GetString(1)) { Metadata = MetadataJson.Read(row.GetFieldValue<byte[]>(2)) };
        if (!hasVector || row.IsDBNull(3))
            return passage;
        if (usesExtension)
            return passage with { Vector = row.GetFieldValue<float[]>(3) };
        var bytes = row.GetFieldValue<byte[]>(3);
        var vector = new float[bytes.Length / sizeof(float)];
        FromBytes(bytes, vector);
        return passage with { Vector = vector };
    }

    /// <summary>Bytes are stored with the lowest first, as most machines have them.</summary>
    public static void FromBytes(ReadOnlySpan<byte> bytes, Span<float> vector)
    {
        bytes.CopyTo(MemoryMarshal.AsBytes(vector));
        if (!BitConverter.IsLittleEndian)
        {
            var numbers = MemoryMarshal.Cast<float, int>(vector);
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
        }
    }
}
