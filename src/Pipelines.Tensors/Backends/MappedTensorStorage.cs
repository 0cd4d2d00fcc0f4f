using System.IO.MemoryMappedFiles;

namespace Pipelines.Tensors;

/// <summary>
/// A tensor's memory in a part of a file. It is mapped when it is touched and can be let go at any time; no backend computes on it. Not for
/// several threads at once.
/// </summary>
public sealed unsafe class MappedTensorStorage : TensorStorage
{
    private readonly MemoryMappedFile _file;
    private readonly long _offset;
    private MemoryMappedViewAccessor? _view;
    private byte* _start;

    /// <summary>Takes a part of a file.</summary>
    /// <param name="file">The file; it must outlive the storage.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="byteCount">How many bytes.</param>
    public MappedTensorStorage(MemoryMappedFile file, long offset, long byteCount)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        _file = file;
        _offset = offset;
        ByteCount = byteCount;
    }

    /// <inheritdoc/>
    public override long ByteCount { get; }

    /// <summary>Whether the file's part is in the process's memory at present.</summary>
    public bool IsMapped => _view is not null;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the storage.</exception>
    public override Span<byte> HostBytes(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, ByteCount - length);
        if (length == 0)
            return [];
        if (_view is null)
            Map();
        return new Span<byte>(_start + offset, length);
    }

    /// <summary>Lets the memory go; the content stays in the file. Spans over it must not be used any more.</summary>
    public void Unmap()
    {
        if (_view is null)
            return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _view = null;
        _start = null;
    }

    /// <inheritdoc/>
    public override void Dispose() => Unmap();

    private void Map()
    {
        _view = _file.CreateViewAccessor(_offset, ByteCount);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }
}
