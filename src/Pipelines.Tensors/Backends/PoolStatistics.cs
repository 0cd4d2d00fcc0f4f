namespace Pipelines.Tensors;

/// <summary>What a backend's memory pool holds.</summary>
/// <param name="BytesInUse">Bytes in tensors that are alive, and in the workspace of kernels at work.</param>
/// <param name="PeakBytesInUse">
/// The highest value of <paramref name="BytesInUse"/> so far, or since <see cref="ITensorBackend.ResetPeakMemory"/>.
/// </param>
/// <param name="BytesReserved">Bytes taken from the system, in use or kept for reuse.</param>
/// <param name="TensorsInUse">Storages alive.</param>
public readonly record struct PoolStatistics(long BytesInUse, long PeakBytesInUse, long BytesReserved, int TensorsInUse)
{
    /// <summary>The highest value of the bytes in tensors alone, over the same time.</summary>
    public long PeakTensorBytes { get; init; }

    /// <summary>The highest value of the bytes that kernels took for the length of a call, over the same time.</summary>
    public long PeakWorkspaceBytes { get; init; }
}
