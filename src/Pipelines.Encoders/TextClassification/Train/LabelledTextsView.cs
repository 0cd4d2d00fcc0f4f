namespace Pipelines.Encoders;

/// <summary>Labelled texts as rows to train on.</summary>
/// <param name="store">The texts.</param>
/// <param name="batchSize">Rows in a batch.</param>
/// <param name="isSorted">Whether the rows are in the order of their lengths, where it does not matter, as in measuring.</param>
internal sealed class LabelledTextsView(LabelledTexts store, int batchSize, bool isSorted = false)
    : LengthSortedView(store.Count, store.Length, batchSize, isSorted)
{
    protected override void Read(int stored, TrainingRow target) => store.Read(stored, target);
}
