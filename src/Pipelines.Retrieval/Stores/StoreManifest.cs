namespace Pipelines.Retrieval;

/// <summary>What a saved store consists of.</summary>
internal sealed record StoreManifest(int Version, int Count, int Dimension, VectorMetric Metric, IReadOnlyList<StoreFile> Files);

/// <summary>A file of a saved store.</summary>
internal sealed record StoreFile(string Role, string Name, long Length, uint Checksum);
