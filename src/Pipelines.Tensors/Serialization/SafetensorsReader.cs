using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pipelines.Tensors;

/// <summary>
/// Reads tensors of a safetensors file again and again through a file handle: no page of the file counts to the process's memory, and a
/// file that was changed or cut off in the meantime is an error instead of a crash. Not for several threads at once.
/// </summary>
public sealed class SafetensorsReader : IDisposable
{
    private const int ChunkBytes = 1 << 21;

    private readonly SafeFileHandle _handle;
    private readonly long _dataStart;
    private readonly long _size;
    private readonly DateTime _changed;
    private byte[] _bytes = [];
    private float[] _floats = [];

    private SafetensorsReader(SafetensorsFile file, SafeFileHandle handle)
    {
        (Path, Entries, _dataStart, _handle) = (file.Path, file.Entries, file.DataStart, handle);
        (_size, _changed) = (RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="TensorFormatException">The file is not a valid safetensors file, or cannot be read.</exception>
    public static SafetensorsReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path);
            using var file = SafetensorsFile.Open(path);
            return new SafetensorsReader(file, handle);
        }
        catch (Exception e)
        {
            handle?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new TensorFormatException(path, null, $"the file cannot be read: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Reads a tensor's elements into an existing tensor, converting them as <see cref="ElementConversion"/> does.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="target">Where the elements go.</param>
    /// <param name="isTransposed">Whether the file holds the transpose of the matrix that is wanted.</param>
    /// <exception cref="TensorFormatException">
    /// There is no such tensor, it has another size or a type that cannot be converted, or the file was changed since it was opened.
    /// </exception>
    public void ReadInto(string name, Tensor target, bool isTransposed = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!Entries.TryGetValue(name, out var entry))
            throw new TensorFormatException(Path, name, "the file has no such tensor.");
        if (entry.ElementCount != target.ElementCount || entry.Type.ToElementType() is not { } type)
            throw new TensorFormatException(Path, name, $"it is {entry}; elements for {target.ElementType} {target.Shape} were expected.");
        try
        {
            CheckUnchanged(name);
            if (isTransposed)
                ReadTransposed(entry, type, target);
            else
                ReadStraight(entry, type, target);
            CheckUnchanged(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TensorException)
        {
            throw new TensorFormatException(Path, name, $"it cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private void CheckUnchanged(string name)
    {
        if (RandomAccess.GetLength(_handle) != _size || File.GetLastWriteTimeUtc(_handle) != _changed)
            throw Changed(name);
    }

    private TensorFormatException Changed(string name) => new(
        Path, name, "the file was changed since it was opened. A model that is streamed needs its file as it is: load it again.");

    private void ReadStraight(SafetensorsEntry entry, ElementType type, Tensor target)
    {
        var (fileSize, size) = (type.ByteSize(), target.ElementType.ByteSize());
        var chunk = ChunkBytes / Math.Max(fileSize, sizeof(float));
        for (long first = 0; first < entry.ElementCount; first += chunk)
        {
            var count = (int)Math.Min(chunk, entry.ElementCount - first);
            var to = target.Storage.HostBytes(first * size, count * size);
            if (type == target.ElementType)
                Fill(entry, first * fileSize, to);
            else
                Convert(Take(entry, first * fileSize, count * fileSize), type, to, target.ElementType);
        }
    }

    /// <summary>Takes strips of the file's rows, and spreads each over the target's columns.</summary>
    private void ReadTransposed(SafetensorsEntry entry, ElementType type, Tensor target)
    {
        var (rows, columns) = (target.Shape[1], target.Shape[0]);
        if (rows == 0 || columns == 0)
            return;
        var (fileSize, size) = (type.ByteSize(), target.ElementType.ByteSize());
        var strip = (int)Math.Clamp(ChunkBytes / ((long)columns * sizeof(float)), 1, Math.Min(rows, 64));
        var line = new float[strip];
        for (var first = 0; first < rows; first += strip)
        {
            var height = Math.Min(strip, rows - first);
            var count = checked(height * columns);
            var bytes = Take(entry, (long)first * columns * fileSize, checked(count * fileSize));
            var values = Floats(count);
            ElementConversion.Convert(bytes, type, MemoryMarshal.AsBytes(values), ElementType.Float32);
            for (var column = 0; column < columns; column++)
            {
                for (var row = 0; row < height; row++)
                    line[row] = values[(row * columns) + column];
                var to = target.Storage.HostBytes((((long)column * rows) + first) * size, height * size);
                ElementConversion.Convert(MemoryMarshal.AsBytes(line.AsSpan(0, height)), ElementType.Float32, to, target.ElementType);
            }
        }
    }

    // What changes its kind of few bits goes through Float32.
    private void Convert(ReadOnlySpan<byte> source, ElementType type, Span<byte> target, ElementType targetType)
    {
        if (type == ElementType.Float32 || targetType == ElementType.Float32)
        {
            ElementConversion.Convert(source, type, target, targetType);
            return;
        }

        var wide = MemoryMarshal.AsBytes(Floats(source.Length / type.ByteSize()));
        ElementConversion.Convert(source, type, wide, ElementType.Float32);
        ElementConversion.Convert(wide, ElementType.Float32, target, targetType);
    }

    private Span<byte> Take(SafetensorsEntry entry, long offset, int length)
    {
        if (_bytes.Length < length)
            _bytes = new byte[length];
        var bytes = _bytes.AsSpan(0, length);
        Fill(entry, offset, bytes);
        return bytes;
    }

    private Span<float> Floats(int count)
    {
        if (_floats.Length < count)
            _floats = new float[count];
        return _floats.AsSpan(0, count);
    }

    private void Fill(SafetensorsEntry entry, long offset, Span<byte> target)
    {
        var position = _dataStart + entry.Offset + offset;
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(_handle, target, position);
            if (read == 0)
                throw Changed(entry.Name);
            target = target[read..];
            position += read;
        }
    }
}
