namespace Pipelines.Tensors;

/// <summary>
/// How one packed part of a product is cut: the right factor into panels as wide as a tile and these into blocks, the left factor into
/// strips as high as a tile and these into groups. A group times a block is an item of work. Everything follows from the problem's size
/// alone.
/// </summary>
internal readonly struct MatrixProductPlan
{
    /// <summary>Depth whose left strip lies in the first-level cache beside the panel that streams past it.</summary>
    private const int DepthStep = 384;

    /// <summary>Widest block, in elements: with <see cref="DepthStep"/> of depth it lies in the second-level cache.</summary>
    private const int BlockColumns = 256;

    /// <summary>The same where every block packs the left factor anew: fewer blocks weigh more than the cache.</summary>
    private const int WideBlockColumns = 384;

    /// <summary>Work that outweighs claiming an item: some microseconds.</summary>
    private const double ItemOperations = 500_000;

    /// <summary>Items per part beyond which more would not balance better.</summary>
    private const int ManyItems = 48;

    private const int LongestGroup = 8;

    /// <summary>Plans a part of a product.</summary>
    public MatrixProductPlan(int rows, int columns, int depth, int height, int width, bool packsLeft)
    {
        Height = height;
        Width = width;
        StripCount = (rows + height - 1) / height;
        PanelCount = (columns + width - 1) / width;
        DepthChunkCount = Math.Max(1, (depth + DepthStep - 1) / DepthStep);
        DepthChunk = Math.Max(1, (depth + DepthChunkCount - 1) / DepthChunkCount);
        var blockColumns = packsLeft ? WideBlockColumns : BlockColumns;
        BlockCount = (columns + blockColumns - 1) / blockColumns;
        PanelsPerBlock = (PanelCount + BlockCount - 1) / BlockCount;
        BlockCount = (PanelCount + PanelsPerBlock - 1) / PanelsPerBlock;
        var stripOperations = 2.0 * height * Math.Min(columns, PanelsPerBlock * width) * depth;
        var byWork = (int)Math.Min(ItemOperations / Math.Max(1, stripOperations), LongestGroup);
        var byCount = StripCount * BlockCount / ManyItems;
        var longest = Math.Clamp(Math.Max(byWork, byCount), 1, LongestGroup);
        GroupCount = (StripCount + longest - 1) / longest;
        StripsPerGroup = (StripCount + GroupCount - 1) / GroupCount;
        GroupCount = (StripCount + StripsPerGroup - 1) / StripsPerGroup;
    }

    /// <summary>Rows of a strip.</summary>
    public int Height { get; }

    /// <summary>Columns of a panel.</summary>
    public int Width { get; }

    /// <summary>Strips of the left factor.</summary>
    public int StripCount { get; }

    /// <summary>Panels of the right factor.</summary>
    public int PanelCount { get; }

    /// <summary>Groups of strips.</summary>
    public int GroupCount { get; }

    /// <summary>Strips in a group, the last may have fewer.</summary>
    public int StripsPerGroup { get; }

    /// <summary>Blocks of panels.</summary>
    public int BlockCount { get; }

    /// <summary>Panels in a block, the last may have fewer.</summary>
    public int PanelsPerBlock { get; }

    /// <summary>Depth summed before a tile is stored.</summary>
    public int DepthChunk { get; }

    /// <summary>Such chunks.</summary>
    public int DepthChunkCount { get; }
}
