namespace Pipelines.Tensors;

/// <summary>What a backend's memory pool holds.</summary>
/// <param name="BytesInUse">Bytes in tensors that are alive.</param>
/// <param name="PeakBytesInUse">The highest value of <paramref name="BytesInUse"/> so far.</param>
/// <param name="BytesReserved">Bytes taken from the system, in use or kept for reuse.</param>
/// <param name="TensorsInUse">Storages alive.</param>
public readonly record struct PoolStatistics(long BytesInUse, long PeakBytesInUse, long BytesReserved, int TensorsInUse);
