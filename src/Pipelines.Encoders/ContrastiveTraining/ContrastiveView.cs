namespace Pipelines.Encoders;

/// <summary>Rows of texts that belong together, in the form of <see cref="ContrastiveTexts"/>.</summary>
internal sealed class ContrastiveView(ContrastiveStore store) : TrainingRowsView(SchemaWith())
{
    public override int RowCount => store.RowCount;

    public override long? GetRowCount() => store.RowCount;

    public override void Read(int row, int pass, TrainingRow target)
    {
        var texts = store.Texts(row);
        var length = 0;
        foreach (var text in texts)
            length += store.Length(text);
        target.Reset(length);
        var start = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            var count = store.Length(texts[i]);
            store.Read(texts[i], target.InputIds.Slice(start, count));
            target.Labels.Slice(start, count).Fill(texts[i]);
            target.Segments.Slice(start, count).Fill(ContrastiveTexts.AnchorSegment + i);
            start += count;
        }
    }
}
