namespace Pipelines.Encoders;

/// <summary>Questions as rows to train on.</summary>
/// <param name="store">The questions.</param>
/// <param name="batchSize">Questions in a batch.</param>
/// <param name="isSorted">Whether the rows are in the order of their lengths, where it does not matter, as in measuring.</param>
internal sealed class QuestionView(QuestionStore store, int batchSize, bool isSorted = false)
    : LengthSortedView(store.Count, store.Length, batchSize, isSorted)
{
    protected override void Read(int stored, TrainingRow target)
    {
        store.Read(stored, target);
        var first = ChoiceSegments.Of(store.Label(stored), 0);
        target.Labels[target.Segments.IndexOfAny(first, first + 1)] = ChoiceSegments.Right;
    }
}
