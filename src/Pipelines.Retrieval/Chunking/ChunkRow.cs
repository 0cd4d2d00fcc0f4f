namespace Pipelines.Retrieval;

/// <summary>The passage that a chunk stage's reader stands on.</summary>
public sealed class ChunkRow
{
    internal ChunkRow(int kept) => Kept = new ReadOnlyMemory<char>[kept];

    internal string Document { get; set; } = "";

    internal long Source { get; set; }

    internal TextChunk Chunk { get; set; }

    internal ReadOnlyMemory<char>[] Kept { get; }
}
