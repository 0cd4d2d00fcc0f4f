namespace Pipelines.Tensors;

/// <summary>The tensors of an attention call as addresses, and where in them everything is.</summary>
internal readonly unsafe struct AttentionCall
{
    /// <summary>The geometry.</summary>
    public required AttentionShape Shape { get; init; }

    /// <summary>The query tensor.</summary>
    public required float* Query { get; init; }

    /// <summary>The key tensor.</summary>
    public required float* Key { get; init; }

    /// <summary>The value tensor.</summary>
    public required float* Value { get; init; }

    /// <summary>[batch, queries, heads · headSize].</summary>
    public required float* Result { get; init; }

    /// <summary>[batch, heads, queries].</summary>
    public required float* LogSumExp { get; init; }

    /// <summary>Each sequence's key segments, or null.</summary>
    public int* KeySegments { get; init; }

    /// <summary>Elements between the key segments of sequences.</summary>
    public int KeySegmentStride { get; init; }

    /// <summary>[batch, queries], or null.</summary>
    public int* QuerySegments { get; init; }

    /// <summary>[batch or 1, heads, queries, keys], or null.</summary>
    public float* Bias { get; init; }

    /// <summary>Elements between the biases of sequences; 0 where they share one.</summary>
    public long BiasSequenceStride { get; init; }

    /// <summary>The share of weights that are dropped.</summary>
    public float DropoutProbability { get; init; }

    /// <summary>What decides which.</summary>
    public ulong DropoutSeed { get; init; }

    /// <summary>Whether scores get more than their scale.</summary>
    public bool HasTerms => KeySegments != null || Bias != null;

    /// <summary>Query heads per key and value head.</summary>
    public int GroupSize => Shape.HeadCount / Shape.KeyValueHeadCount;

    /// <summary>How many keys precede the first query: query i sees keys up to i + this.</summary>
    public int CausalOffset => Shape.KeyLength - Shape.QueryLength;

    /// <summary>Elements between rows of the result.</summary>
    public int ResultStride => Shape.HeadCount * Shape.HeadSize;

    /// <summary>How many keys a query sees.</summary>
    public int VisibleKeys(int query) => Shape.Causal ? Math.Clamp(query + 1 + CausalOffset, 0, Shape.KeyLength) : Shape.KeyLength;

    /// <summary>The first query that sees a key.</summary>
    public int FirstQuery(int key) => Shape.Causal ? Math.Clamp(key - CausalOffset, 0, Shape.QueryLength) : 0;

    /// <summary>Where a query's head starts, in the query tensor or one of its layout.</summary>
    public float* QueryAt(float* tensor, int sequence, int head, int query) =>
        tensor + ((long)sequence * Shape.QueryLength + query) * Shape.QueryStride + Shape.QueryOffset + (long)head * Shape.HeadSize;

    /// <summary>Where a key's head starts, in the key tensor or one of its layout.</summary>
    public float* KeyAt(float* tensor, int sequence, int head, int key) =>
        tensor + ((long)sequence * KeyRows + key) * Shape.KeyStride + Shape.KeyOffset + (long)head * Shape.HeadSize;

    /// <summary>Where a value's head starts, in the value tensor or one of its layout.</summary>
    public float* ValueAt(float* tensor, int sequence, int head, int key) =>
        tensor + ((long)sequence * KeyRows + key) * Shape.ValueStride + Shape.ValueOffset + (long)head * Shape.HeadSize;

    /// <summary>Where a query's head starts, in the result or its gradient.</summary>
    public float* ResultAt(float* tensor, int sequence, int head, int query) =>
        tensor + ((long)sequence * Shape.QueryLength + query) * ResultStride + (long)head * Shape.HeadSize;

    /// <summary>Where a query's log-sum-exp is.</summary>
    public float* LogSumExpAt(int sequence, int head, int query) =>
        LogSumExp + ((long)sequence * Shape.HeadCount + head) * Shape.QueryLength + query;

    /// <summary>Where the bias of a query, or its gradient, starts with a key.</summary>
    public float* BiasAt(float* tensor, int sequence, int head, int query, int key) =>
        tensor + sequence * BiasSequenceStride + ((long)head * Shape.QueryLength + query) * Shape.KeyLength + key;

    /// <summary>One past the last key of a sequence that the mask does not hide.</summary>
    public int KeyEnd(int sequence)
    {
        var end = Shape.KeyLength;
        if (KeySegments == null)
            return end;
        var segments = KeySegments + (long)sequence * KeySegmentStride;
        while (end > 0 && segments[end - 1] == 0)
            end--;
        return end;
    }

    private int KeyRows => Shape.KeyRowsPerSequence == 0 ? Shape.KeyLength : Shape.KeyRowsPerSequence;
}
