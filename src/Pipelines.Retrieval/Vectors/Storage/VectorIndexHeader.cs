namespace Pipelines.Retrieval;

/// <summary>What a file says of the index in it; stands at the file's end.</summary>
internal sealed record VectorIndexHeader(
    string Kind,
    VectorMetric Metric,
    int Dimension,
    IReadOnlyDictionary<string, long> Parameters,
    IReadOnlyList<VectorFileSection> Sections);

/// <summary>Bytes of a file: its padding up to the next section is part of the <see cref="PieceChecksum"/>.</summary>
internal sealed record VectorFileSection(string Name, long Offset, long Length, uint Checksum);
