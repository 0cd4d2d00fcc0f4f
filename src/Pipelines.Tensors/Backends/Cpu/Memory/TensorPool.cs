using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>
/// Native memory in reusable blocks, 64-byte aligned. A block that comes back is kept for the next request of its size class; the lists of
/// kept blocks are threaded through the blocks themselves, so neither taking nor returning one touches the managed heap.
/// All members are thread-safe.
/// </summary>
internal sealed unsafe class TensorPool : IDisposable
{
    /// <summary>Every block starts at a multiple of this: a cache line, and the widest vector.</summary>
    public const int Alignment = 64;

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
            var block = (byte*)_free[sizeClass];
            if (block != null)
                _free[sizeClass] = *(nint*)block;
            else
                block = Reserve(SizeClass.BytesOf(sizeClass));
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
        lock (_lock)
        {
            _blocksInUse--;
            _bytesInUse -= byteCount;
            _workspaceBytes -= isTensor ? 0 : byteCount;
            if (_disposed)
            {
                Release(block, SizeClass.BytesOf(sizeClass));
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

    private byte* Reserve(long bytes)
    {
        void* block;
        try
        {
            block = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        }
        catch (OutOfMemoryException)
        {
            ReleaseFreeBlocks();
            block = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        }

        _bytesReserved += bytes;
        return (byte*)block;
    }

    private void Release(byte* block, long bytes)
    {
        NativeMemory.AlignedFree(block);
        _bytesReserved -= bytes;
    }

    private void ReleaseFreeBlocks()
    {
        for (var sizeClass = 0; sizeClass < _free.Length; sizeClass++)
        {
            while (_free[sizeClass] != 0)
            {
                var block = (byte*)_free[sizeClass];
                _free[sizeClass] = *(nint*)block;
                Release(block, SizeClass.BytesOf(sizeClass));
            }
        }
    }
}
