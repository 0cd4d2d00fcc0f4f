using System.Runtime.InteropServices;

namespace Pipelines;

/// <summary>
/// From members' values to columns' values. Arrays are copied, never handed out: a consumer may write into the buffers of the value it
/// passes.
/// </summary>
internal static class MemberCopy
{
    public static void Text(string? source, ref ReadOnlyMemory<char> value) => value = source.AsMemory();

    public static void NullableSingle(float? source, ref float value) => value = source ?? float.NaN;

    public static void NullableDouble(double? source, ref double value) => value = source ?? double.NaN;

    public static void Nullable<T>(T? source, ref T value) where T : struct =>
        value = source ?? throw new InvalidDataException(
            $"the value is null, and a column of {typeof(T).Name} has no missing value. " +
            "Give a value, or make the member float? or double?, whose null is NaN.");

    public static void Array<T>(T[]? source, ref VBuffer<T> value) => Span(source, ref value);

    public static void List<T>(List<T>? source, ref VBuffer<T> value) => Span(CollectionsMarshal.AsSpan(source), ref value);

    public static void Buffer<T>(VBuffer<T> source, ref VBuffer<T> value) => source.CopyTo(ref value);

    public static void Items<T>(IEnumerable<T>? source, ref VBuffer<T> value)
    {
        if (source is T[] array)
        {
            Span(array, ref value);
            return;
        }

        if (source is List<T> list)
        {
            Span(CollectionsMarshal.AsSpan(list), ref value);
            return;
        }

        var count = source?.Count() ?? 0;
        var editor = VBufferEditor.Create(ref value, count);
        var i = 0;
        foreach (var item in source ?? [])
            editor.Values[i++] = item;
        value = editor.Commit();
    }

    public static void TextArray(string?[]? source, ref VBuffer<ReadOnlyMemory<char>> value) => Texts(source, ref value);

    public static void TextList(IEnumerable<string?>? source, ref VBuffer<ReadOnlyMemory<char>> value)
    {
        if (source is List<string?> list)
            Texts(CollectionsMarshal.AsSpan(list), ref value);
        else
            Texts(source?.ToArray(), ref value);
    }

    private static void Span<T>(ReadOnlySpan<T> source, ref VBuffer<T> value)
    {
        var editor = VBufferEditor.Create(ref value, source.Length);
        source.CopyTo(editor.Values);
        value = editor.Commit();
    }

    private static void Texts(ReadOnlySpan<string?> source, ref VBuffer<ReadOnlyMemory<char>> value)
    {
        var editor = VBufferEditor.Create(ref value, source.Length);
        for (var i = 0; i < source.Length; i++)
            editor.Values[i] = source[i].AsMemory();
        value = editor.Commit();
    }
}
