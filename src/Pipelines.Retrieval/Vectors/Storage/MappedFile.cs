using System.IO.MemoryMappedFiles;

namespace Pipelines.Retrieval;

/// <summary>
/// A file in memory, private to the process: pages are read as they are touched, and what is changed is never written back. Unmapped when
/// nothing refers to it any more.
/// </summary>
internal sealed unsafe class MappedFile
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public MappedFile(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        Length = stream.Length;
        if (Length == 0)
        {
            stream.Dispose();
            throw new IndexFormatException("the file is empty.", path);
        }

        _file = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.CopyOnWrite);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + _view.PointerOffset;
    }

    ~MappedFile()
    {
        if (_view is null)
            return;
        if (Start != null)
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    public byte* Start { get; }

    public long Length { get; }
}
