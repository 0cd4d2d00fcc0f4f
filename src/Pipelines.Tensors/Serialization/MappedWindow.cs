using System.IO.MemoryMappedFiles;

namespace Pipelines.Tensors;

/// <summary>A part of a file, mapped while it is read; its pages leave the process's memory with it.</summary>
internal readonly unsafe ref struct MappedWindow
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _length;

    public MappedWindow(MemoryMappedFile file, long position, int length)
    {
        // A view of no bytes would be one of the whole file.
        _view = file.CreateViewAccessor(position, Math.Max(1, length), MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
        _length = length;
    }

    public ReadOnlySpan<byte> Bytes => new(_start, _length);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}
