using System.Diagnostics.CodeAnalysis;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>
/// A safetensors file, mapped into memory: nothing is read before it is asked for. The header is checked as strictly as the reference
/// implementation does. The file must not be changed while it is open.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    // Reading maps this much at a time beside the whole, so that what was read does not stay in the process's memory.
    private const int WindowBytes = 1 << 21;

    private readonly SafetensorsHeader _header;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _dataStart;
    private byte* _start;

    private SafetensorsFile(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, byte* start, long size)
    {
        Path = path;
        _file = file;
        _view = view;
        _start = start;
        var headerSize = SafetensorsHeader.ReadSize(
            path, new ReadOnlySpan<byte>(start, (int)Math.Min(size, SafetensorsHeader.PrefixSize)), size);
        _dataStart = SafetensorsHeader.PrefixSize + headerSize;
        _header = SafetensorsHeader.Parse(
            path, new ReadOnlySpan<byte>(start + SafetensorsHeader.PrefixSize, headerSize), size - _dataStart);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where the data begins.</summary>
    internal long DataStart => _dataStart;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _header.Entries;

    /// <summary>What the writer noted about the file; empty when nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="TensorFormatException">The file is not a valid safetensors file; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        MemoryMappedFile? file = null;
        MemoryMappedViewAccessor? view = null;
        byte* start = null;
        try
        {
            var size = stream.Length;
            if (size < SafetensorsHeader.PrefixSize)
                SafetensorsHeader.ReadSize(path, [], size);
            file = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            view = file.CreateViewAccessor(0, size, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            return new SafetensorsFile(path, file, view, start, size);
        }
        catch
        {
            Close(file, view, start);
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="backend">Where it will be.</param>
    /// <param name="elementType">
    /// How it will be stored; null for Float32 if the file holds floating-point numbers and the file's own type otherwise. The conversions
    /// are those of <see cref="ElementConversion"/>.
    /// </param>
    /// <returns>A tensor of the file's shape, in the innermost scope of the thread, or the caller's.</returns>
    /// <exception cref="TensorFormatException">There is no such tensor, or it cannot be held in this way.</exception>
    public Tensor Read(string name, ITensorBackend backend, ElementType? elementType = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        var entry = Find(name);
        var type = elementType ?? NaturalType(entry);
        var tensor = backend.Empty(ShapeOf(entry), type);
        try
        {
            Copy(entry, tensor);
        }
        catch
        {
            tensor.Dispose();
            throw;
        }

        return tensor;
    }

    /// <summary>Reads a tensor's elements into an existing tensor, converting them.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="target">Where the elements go.</param>
    /// <param name="isTransposed">
    /// Whether the file holds the transpose of what is wanted (GPT-2's Conv1D); the target is a Float32 matrix then.
    /// </param>
    /// <exception cref="TensorFormatException">There is no such tensor, the shapes differ, or the types cannot be converted.</exception>
    public void ReadInto(string name, Tensor target, bool isTransposed = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        var entry = Find(name);
        var wanted = target.Shape;
        if (isTransposed)
        {
            if (wanted.Rank != 2 || target.ElementType != ElementType.Float32)
                throw new ArgumentException(
                    $"Only a Float32 matrix is read transposed; the target is {target.ElementType} {wanted}.", nameof(target));
            wanted = new Shape(wanted[1], wanted[0]);
        }

        if (ShapeOf(entry) != wanted)
        {
            throw new TensorFormatException(
                Path, name, $"it has shape [{string.Join(", ", entry.Extents.ToArray())}]; {wanted} was expected.");
        }

        if (isTransposed)
            CopyTransposed(entry, target);
        else
            Copy(entry, target);
    }

    /// <summary>The bytes of a tensor as they are in the file. They are valid until this object is disposed.</summary>
    /// <exception cref="TensorFormatException">There is no such tensor, or it has more than 2 GiB.</exception>
    public ReadOnlySpan<byte> GetBytes(string name)
    {
        var entry = Find(name);
        if (entry.ByteCount > int.MaxValue)
            throw new TensorFormatException(Path, name, $"it has {entry.ByteCount} bytes; ask for a part of them.");
        return GetBytes(name, 0, (int)entry.ByteCount);
    }

    /// <summary>Some bytes of a tensor as they are in the file. They are valid until this object is disposed.</summary>
    /// <param name="name">The tensor's name in the file.</param>
    /// <param name="offset">The first byte, counted from the tensor's beginning.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="TensorFormatException">There is no such tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the tensor.</exception>
    public ReadOnlySpan<byte> GetBytes(string name, long offset, int length)
    {
        var entry = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, entry.ByteCount - length);
        ObjectDisposedException.ThrowIf(_start == null, this);
        return new ReadOnlySpan<byte>(_start + _dataStart + entry.Offset + offset, length);
    }

    /// <summary>Whether a tensor's bytes are those of another tensor, in this file or another one.</summary>
    /// <param name="name">A tensor of this file.</param>
    /// <param name="other">The other tensor's file, or this one.</param>
    /// <param name="otherName">The other tensor's name in it.</param>
    /// <exception cref="TensorFormatException">There is no such tensor.</exception>
    public bool HasSameBytes(string name, SafetensorsFile other, string otherName)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (entry, otherEntry) = (Find(name), other.Find(otherName));
        if (entry.ByteCount != otherEntry.ByteCount)
            return false;
        for (long first = 0; first < entry.ByteCount; first += WindowBytes)
        {
            var count = (int)Math.Min(WindowBytes, entry.ByteCount - first);
            using var window = Map(entry, first, count);
            using var otherWindow = other.Map(otherEntry, first, count);
            if (!window.Bytes.SequenceEqual(otherWindow.Bytes))
                return false;
        }

        return true;
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        Close(_file, _view, _start);
        _start = null;
    }

    private static void Close(MemoryMappedFile? file, MemoryMappedViewAccessor? view, byte* start)
    {
        if (start != null)
            view!.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
        file?.Dispose();
    }

    private SafetensorsEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.TryGetValue(name, out var entry) ? entry : ThrowMissing(name);
    }

    [DoesNotReturn]
    private SafetensorsEntry ThrowMissing(string name)
    {
        var names = string.Join(", ", Entries.Keys.Order(StringComparer.Ordinal).Take(10));
        throw new TensorFormatException(
            Path, name, $"the file has no such tensor. It has {Entries.Count}: {names}{(Entries.Count > 10 ? ", …" : "")}");
    }

    private ElementType NaturalType(SafetensorsEntry entry) => entry.Type switch
    {
        SafetensorsType.BFloat16 or SafetensorsType.Float16 or SafetensorsType.Float64 => ElementType.Float32,
        _ => FileType(entry),
    };

    private ElementType FileType(SafetensorsEntry entry) =>
        entry.Type.ToElementType() ?? throw new TensorFormatException(
            Path, entry.Name, $"no tensor holds {entry.Type.Name()} elements; GetBytes gives them raw.");

    private Shape ShapeOf(SafetensorsEntry entry)
    {
        var extents = entry.Extents;
        Span<int> result = stackalloc int[Shape.MaximumRank];
        for (var i = 0; i < extents.Length; i++)
        {
            if (i == Shape.MaximumRank || extents[i] > int.MaxValue)
            {
                throw new TensorFormatException(
                    Path, entry.Name, $"no tensor has the shape [{string.Join(", ", extents.ToArray())}]: at most {Shape.MaximumRank} " +
                    $"dimensions of at most {int.MaxValue} were expected. GetBytes gives the elements raw.");
            }

            result[i] = (int)extents[i];
        }

        return new Shape(result[..extents.Length]);
    }

    private void Copy(SafetensorsEntry entry, Tensor target)
    {
        var type = FileType(entry);
        var fileSize = type.ByteSize();
        var tensorSize = target.ElementType.ByteSize();
        var chunk = WindowBytes / fileSize;
        try
        {
            for (long first = 0; first < entry.ElementCount; first += chunk)
            {
                var count = (int)Math.Min(chunk, entry.ElementCount - first);
                using var window = Map(entry, first * fileSize, count * fileSize);
                ElementConversion.Convert(
                    window.Bytes, type, target.Storage.HostBytes(first * tensorSize, count * tensorSize), target.ElementType);
            }
        }
        catch (TensorException error)
        {
            throw new TensorFormatException(Path, entry.Name, error.Message, error);
        }
    }

    /// <summary>Takes strips of rows of the file, a cache's worth high, and spreads each over the target's columns.</summary>
    private void CopyTransposed(SafetensorsEntry entry, Tensor target)
    {
        const int StripRows = 64;
        var type = FileType(entry);
        var (rows, columns) = (target.Shape[1], target.Shape[0]);
        if (rows == 0 || columns == 0)
            return;
        var width = Math.Min(columns, WindowBytes / sizeof(float) / StripRows);
        var buffer = new float[StripRows * width];
        try
        {
            for (var firstRow = 0; firstRow < rows; firstRow += StripRows)
            {
                var height = Math.Min(StripRows, rows - firstRow);
                for (var firstColumn = 0; firstColumn < columns; firstColumn += width)
                {
                    var count = Math.Min(width, columns - firstColumn);
                    ReadBlock(entry, type, ((long)firstRow * columns) + firstColumn, columns, height, count, buffer);
                    for (var column = 0; column < count; column++)
                    {
                        var offset = ((long)(firstColumn + column) * rows) + firstRow;
                        var to = MemoryMarshal.Cast<byte, float>(target.Storage.HostBytes(offset * sizeof(float), height * sizeof(float)));
                        for (var row = 0; row < height; row++)
                            to[row] = buffer[(row * count) + column];
                    }
                }
            }
        }
        catch (TensorException error)
        {
            throw new TensorFormatException(Path, entry.Name, error.Message, error);
        }
    }

    private void ReadBlock(SafetensorsEntry entry, ElementType type, long first, int stride, int height, int width, Span<float> block)
    {
        var size = type.ByteSize();
        var length = checked((int)((((long)(height - 1) * stride) + width) * size));
        using var window = Map(entry, first * size, length);
        for (var row = 0; row < height; row++)
        {
            ElementConversion.Convert(
                window.Bytes.Slice(row * stride * size, width * size), type,
                MemoryMarshal.AsBytes(block.Slice(row * width, width)), ElementType.Float32);
        }
    }

    private MappedWindow Map(SafetensorsEntry entry, long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        return new MappedWindow(_file, _dataStart + entry.Offset + offset, length);
    }
}
