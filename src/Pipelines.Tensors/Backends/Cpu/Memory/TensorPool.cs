using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>
/// Native memory in reusable blocks, 64-byte aligned. A block that comes back is kept for the next request of its size class; the lists of
/// kept blocks are threaded through the blocks themselves, so neither taking nor returning one touches the managed heap.
/// A large request that finds its class empty takes a kept block of less than twice the size before it asks the system: batches whose
/// lengths vary go through all classes, and would leave a batch's worth of blocks in each. All members are thread-safe.
/// </summary>
internal sealed unsafe class TensorPool : IDisposable
{
    /// <summary>Every block starts at a multiple of this: a cache line, and the widest vector.</summary>
    public const int Alignment = 64;

    // Blocks of these classes lie behind a line that says their class, as it need not be that of the bytes asked for.
    private const int LargeBytes = 1 << 16;
    private const int ClassesPerDoubling = 8;
    private static readonly int FirstLarge = SizeClass.IndexOf(LargeBytes);

    private readonly Lock _lock = new();
    private readonly nint[] _free = new nint[SizeClass.Count];
    private long _bytesInUse;
    private long _peakBytesInUse;
    private long _workspaceBytes;
    private long _peakWorkspaceBytes;
    private long _peakTensorBytes;
    private long _bytesReserved;
    private int _blocksInUse;
    private bool _disposed;

    /// <summary>A consistent reading of what the pool holds.</summary>
    public PoolStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new PoolStatistics(_bytesInUse, _peakBytesInUse, _bytesReserved, _blocksInUse)
                {
                    PeakTensorBytes = _peakTensorBytes,
                    PeakWorkspaceBytes = _peakWorkspaceBytes,
                };
            }
        }
    }

    /// <summary>Begins the highest values anew, from what is in use.</summary>
    public void ResetPeak()
    {
        lock (_lock)
        {
            _peakBytesInUse = _bytesInUse;
            _peakWorkspaceBytes = _workspaceBytes;
            _peakTensorBytes = _bytesInUse - _workspaceBytes;
        }
    }

    /// <summary>Takes a block of at least <paramref name="byteCount"/> bytes, contents undefined.</summary>
    /// <param name="byteCount">How many.</param>
    /// <param name="isTensor">Whether it is a tensor's; otherwise it is workspace.</param>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="OutOfMemoryException">The system has no more memory, even after unused blocks were given back.</exception>
    public byte* Rent(long byteCount, bool isTensor = false)
    {
        var sizeClass = SizeClass.IndexOf(byteCount);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(CpuBackend));
            var block = TakeKept(sizeClass);
            if (block == null)
                block = Reserve(sizeClass);
            _blocksInUse++;
            _bytesInUse += byteCount;
            _peakBytesInUse = Math.Max(_peakBytesInUse, _bytesInUse);
            if (isTensor)
            {
                _peakTensorBytes = Math.Max(_peakTensorBytes, _bytesInUse - _workspaceBytes);
            }
            else
            {
                _workspaceBytes += byteCount;
                _peakWorkspaceBytes = Math.Max(_peakWorkspaceBytes, _workspaceBytes);
            }

            return block;
        }
    }

    /// <summary>Takes a block back. A block that outlives its pool goes straight to the system.</summary>
    /// <param name="block">What <see cref="Rent"/> returned.</param>
    /// <param name="byteCount">The byte count it was asked for with.</param>
    /// <param name="isTensor">As it was asked for.</param>
    public void Return(byte* block, long byteCount, bool isTensor = false)
    {
        var sizeClass = SizeClass.IndexOf(byteCount);
        if (sizeClass >= FirstLarge)
            sizeClass = *(int*)(block - Alignment);
        lock (_lock)
        {
            _blocksInUse--;
            _bytesInUse -= byteCount;
            _workspaceBytes -= isTensor ? 0 : byteCount;
            if (_disposed)
            {
                Release(block, sizeClass);
            }
            else
            {
                *(nint*)block = _free[sizeClass];
                _free[sizeClass] = (nint)block;
            }
        }
    }

    /// <summary>Gives every block that is not in use back to the system.</summary>
    public void Trim()
    {
        lock (_lock)
            ReleaseFreeBlocks();
    }

    /// <summary>Gives unused blocks back; blocks in use follow when they are returned.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            ReleaseFreeBlocks();
        }
    }

    private byte* TakeKept(int sizeClass)
    {
        // Not twice the size: what is rounded to half the bits would take the place of what it was rounded from.
        var last = sizeClass < FirstLarge ? sizeClass : Math.Min(sizeClass + ClassesPerDoubling - 1, SizeClass.Count - 1);
        for (var candidate = sizeClass; candidate <= last; candidate++)
        {
            var block = (byte*)_free[candidate];
            if (block == null)
                continue;
            _free[candidate] = *(nint*)block;
            return block;
        }

        return null;
    }

    private byte* Reserve(int sizeClass)
    {
        var bytes = SizeClass.BytesOf(sizeClass);
        var header = sizeClass >= FirstLarge ? Alignment : 0;
        byte* memory;
        try
        {
            memory = (byte*)NativeMemory.AlignedAlloc((nuint)(header + bytes), Alignment);
        }
        catch (OutOfMemoryException)
        {
            ReleaseFreeBlocks();
            memory = (byte*)NativeMemory.AlignedAlloc((nuint)(header + bytes), Alignment);
        }

        _bytesReserved += bytes;
        if (header > 0)
            *(int*)memory = sizeClass;
        return memory + header;
    }

    private void Release(byte* block, int sizeClass)
    {
        NativeMemory.AlignedFree(sizeClass >= FirstLarge ? block - Alignment : block);
        _bytesReserved -= SizeClass.BytesOf(sizeClass);
    }

    private void ReleaseFreeBlocks()
    {
        for (var sizeClass = 0; sizeClass < _free.Length; sizeClass++)
        {
            while (_free[sizeClass] != 0)
            {
                var block = (byte*)_free[sizeClass];
                _free[sizeClass] = *(nint*)block;
                Release(block, sizeClass);
            }
        }
    }
}
