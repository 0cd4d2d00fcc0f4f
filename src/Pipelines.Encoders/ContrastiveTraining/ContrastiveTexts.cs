using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// The texts of a micro-batch: all anchors, then all positives, then all hard negatives. A row of the batch holds them one behind the other
/// as segments 1, 2, and 3 and up; a token's label is the number of its text.
/// </summary>
internal sealed class ContrastiveTexts
{
    public const int AnchorSegment = 1;
    public const int PositiveSegment = 2;
    public const int NegativeSegment = 3;

    private ContrastiveTexts(int rowCount, List<int[]> tokens, List<int> numbers) =>
        (RowCount, Tokens, Numbers) = (rowCount, tokens, numbers);

    public int RowCount { get; }

    /// <summary>The tokens of each text.</summary>
    public List<int[]> Tokens { get; }

    /// <summary>Which text it is; equal texts have equal numbers.</summary>
    public List<int> Numbers { get; }

    public static ContrastiveTexts Read(TokenBatch batch)
    {
        if (!batch.HasSegments)
            throw new PipelineException("Training on pairs needs segments that tell anchors (1) from positives (2); name their column.");
        var (tokens, numbers) = (new List<int[]>(2 * batch.RowCount), new List<int>(2 * batch.RowCount));
        for (var segment = AnchorSegment; segment <= PositiveSegment; segment++)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                if (!Add(batch, row, segment, tokens, numbers))
                    throw new PipelineException($"Row {row} of a batch has no segment {segment}; anchors are segment 1, positives 2.");
            }
        }

        for (var row = 0; row < batch.RowCount; row++)
        {
            for (var segment = NegativeSegment; Add(batch, row, segment, tokens, numbers);)
                segment++;
        }

        return new ContrastiveTexts(batch.RowCount, tokens, numbers);
    }

    private static bool Add(TokenBatch batch, int row, int segment, List<int[]> tokens, List<int> numbers)
    {
        var segments = batch.Segments.Slice(row * batch.Length, batch.Length);
        var start = segments.IndexOf(segment);
        if (start < 0)
            return false;
        var length = segments[start..].IndexOfAnyExcept(segment);
        length = length < 0 ? segments.Length - start : length;
        tokens.Add(batch.InputIds.Slice(row * batch.Length + start, length).ToArray());
        numbers.Add(batch.Labels[row * batch.Length + start]);
        return true;
    }
}
