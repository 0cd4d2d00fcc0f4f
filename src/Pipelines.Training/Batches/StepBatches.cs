namespace Pipelines.Training;

/// <summary>The micro-batches of one optimizer step; the buffers are reused from step to step.</summary>
internal sealed class StepBatches
{
    private readonly TokenBatch[] _batches;

    public StepBatches(int count)
    {
        _batches = new TokenBatch[count];
        for (var i = 0; i < count; i++)
            _batches[i] = new TokenBatch();
    }

    /// <summary>The micro-batches.</summary>
    public ReadOnlySpan<TokenBatch> Batches => _batches;

    /// <summary>Where the reader stood when it had read them.</summary>
    public DataPosition Position { get; private set; }

    /// <summary>Labels that count, in all of them.</summary>
    public int LabelCount { get; private set; }

    /// <summary>Tokens in all of them, padding included.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Reads the next step.</summary>
    public void Read(TokenBatchReader reader)
    {
        LabelCount = 0;
        TokenCount = 0;
        foreach (var batch in _batches)
        {
            reader.ReadAcrossPasses(batch);
            LabelCount += batch.LabelCount;
            TokenCount += batch.RowCount * batch.Length;
        }

        Position = reader.Position;
    }
}
