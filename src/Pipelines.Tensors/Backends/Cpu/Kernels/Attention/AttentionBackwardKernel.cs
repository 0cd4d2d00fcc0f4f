using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>An attention call's gradients.</summary>
internal readonly unsafe struct AttentionGradients
{
    /// <summary>The result's, as the result lies.</summary>
    public required float* Result { get; init; }

    /// <summary>The query's, as the query lies.</summary>
    public required float* Query { get; init; }

    /// <summary>The key's, as the key lies.</summary>
    public required float* Key { get; init; }

    /// <summary>The value's, as the value lies.</summary>
    public required float* Value { get; init; }

    /// <summary>The bias's, as the bias lies; null where it is not wanted.</summary>
    public float* Bias { get; init; }
}

/// <summary>
/// The gradients of one key head and the query heads that share it (Dao et al. 2022): for a block of keys and a tile of queries the
/// probabilities P are recomputed from the saved log-sum-exp, then <c>dS = P · (dO·Vᵀ − Σ dO·O)</c>, <c>dV += Pᵀ·dO</c>,
/// <c>dK += dSᵀ·Q</c>, <c>dQ += dS·K</c>. Scores are kept transposed, queries side by side in vectors.
/// </summary>
internal static unsafe class AttentionBackwardKernel<T> where T : unmanaged, ISimd<T>
{
    private const int MaximumPadding = 16 * MicroKernel<Float512>.MaximumHeight;

    /// <summary>Keys per block: whole strips.</summary>
    private const int KeyBlock = 132;

    /// <summary>Panels of queries per tile: the depth of the products for dK and dV.</summary>
    private const int PanelsPerTile = 2;

    private static int Tile => PanelsPerTile * MicroKernel<T>.Width;

    /// <summary>Floats of scratch that an item needs.</summary>
    public static int ScratchLength(in AttentionCall call)
    {
        var shape = call.Shape;
        var (size, padded) = (shape.HeadSize, HeadPanels<T>.PaddedSize(shape.HeadSize));
        var queries = shape.HeadCount / shape.KeyValueHeadCount * (shape.QueryLength + Tile);
        return KeyBlock * (2 * size + 3 * padded) + Tile * (2 * size + 2 * padded) + 2 * (KeyBlock * Tile + MaximumPadding) + queries
            + (call.Bias == null ? 0 : (KeyBlock + Tile) * MicroKernel<T>.Width);
    }

    /// <summary>Computes the gradients of one key head of one sequence.</summary>
    public static void Run(in AttentionCall call, in AttentionGradients gradients, int sequence, int keyHead, float* scratch)
    {
        var buffers = new Buffers(call.Shape, scratch);
        Projections(call, gradients, sequence, keyHead, buffers);
        for (var key = 0; key < call.Shape.KeyLength; key += KeyBlock)
            Block(call, gradients, sequence, keyHead, key, Math.Min(KeyBlock, call.Shape.KeyLength - key), buffers);
    }

    /// <summary>The sums Σ dO·O of every query; and zero gradients for queries that see nothing.</summary>
    private static void Projections(in AttentionCall call, in AttentionGradients gradients, int sequence, int keyHead, in Buffers buffers)
    {
        var size = call.Shape.HeadSize;
        for (var member = 0; member < call.GroupSize; member++)
        {
            var head = keyHead * call.GroupSize + member;
            var target = buffers.ProjectionsOf(member);
            for (var query = 0; query < call.Shape.QueryLength; query++)
            {
                target[query] = Dot(
                    call.ResultAt(gradients.Result, sequence, head, query), call.ResultAt(call.Result, sequence, head, query), size);
                if (call.VisibleKeys(query) == 0)
                    new Span<float>(call.QueryAt(gradients.Query, sequence, head, query), size).Clear();
            }
        }
    }

    private static void Block(
        in AttentionCall call, in AttentionGradients gradients, int sequence, int keyHead, int key, int count, in Buffers buffers)
    {
        var shape = call.Shape;
        var (size, padded) = (shape.HeadSize, buffers.Padded);
        var keys = call.KeyAt(call.Key, sequence, keyHead, key);
        var values = call.ValueAt(call.Value, sequence, keyHead, key);
        HeadPanels<T>.PackStrips(keys, shape.KeyStride, count, size, buffers.KeyStrips);
        HeadPanels<T>.PackStrips(values, shape.ValueStride, count, size, buffers.ValueStrips);
        HeadPanels<T>.PackElements(keys, shape.KeyStride, count, size, buffers.KeyElements);
        new Span<float>(buffers.KeySums, count * padded).Clear();
        new Span<float>(buffers.ValueSums, count * padded).Clear();

        // The first block overwrites the queries' gradients, so it is never left out.
        var isHidden = key > 0 && key >= call.KeyEnd(sequence);
        for (var member = 0; member < call.GroupSize && !isHidden; member++)
        {
            var first = call.FirstQuery(key) / MicroKernel<T>.Width * MicroKernel<T>.Width;
            for (var query = first; query < shape.QueryLength; query += Tile)
                QueryTile(
                    call, gradients, sequence, keyHead, member, key, count, query, Math.Min(Tile, shape.QueryLength - query), buffers);
        }

        for (var i = 0; i < count; i++)
        {
            var at = (nint)i * padded;
            new Span<float>(buffers.KeySums + at, size).CopyTo(new(call.KeyAt(gradients.Key, sequence, keyHead, key + i), size));
            new Span<float>(buffers.ValueSums + at, size).CopyTo(new(call.ValueAt(gradients.Value, sequence, keyHead, key + i), size));
        }
    }

    private static void QueryTile(
        in AttentionCall call, in AttentionGradients gradients, int sequence, int keyHead, int member, int key, int count, int query,
        int queries, in Buffers buffers)
    {
        var shape = call.Shape;
        var (size, head) = (shape.HeadSize, keyHead * call.GroupSize + member);
        var visible = Math.Min(count, call.VisibleKeys(query + queries - 1) - key);
        if (visible <= 0)
            return;
        var outputs = call.ResultAt(gradients.Result, sequence, head, query);
        HeadPanels<T>.PackElements(
            call.QueryAt(call.Query, sequence, head, query), shape.QueryStride, queries, size, buffers.QueryElements);
        HeadPanels<T>.PackElements(outputs, call.ResultStride, queries, size, buffers.OutputElements);
        for (var panel = 0; panel < queries; panel += MicroKernel<T>.Width)
        {
            var lanes = Math.Min(MicroKernel<T>.Width, queries - panel);
            var seen = Math.Min(count, call.VisibleKeys(query + panel + lanes - 1) - key);
            Panel(call, gradients, sequence, head, member, key, count, query + panel, lanes, seen, panel, visible, buffers);
        }

        // dV and dK: rows are keys, the sum runs over the tile's queries from the first that sees any key of the strip.
        for (var i = 0; i < visible; i += MicroKernel<T>.Height)
        {
            var rows = Math.Min(MicroKernel<T>.Height, visible - i);
            var first = Math.Clamp(call.FirstQuery(key + i) - query, 0, queries);
            var at = (nint)i * Tile + first;
            var target = (nint)i * buffers.Padded;
            HeadPanels<T>.Multiply(
                buffers.Probabilities + at, Tile, 1, rows, buffers.OutputElements, queries, first, queries - first, size,
                buffers.ValueSums + target, buffers.Padded, 1, true);
            HeadPanels<T>.Multiply(
                buffers.Slopes + at, Tile, 1, rows, buffers.QueryElements, queries, first, queries - first, size,
                buffers.KeySums + target, buffers.Padded, shape.Scale, true);
        }
    }

    /// <summary>Probabilities, slopes and query gradients of one panel of queries.</summary>
    private static void Panel(
        in AttentionCall call, in AttentionGradients gradients, int sequence, int head, int member, int key, int count, int query,
        int lanes, int seen, int column, int rows, in Buffers buffers)
    {
        var shape = call.Shape;
        var size = shape.HeadSize;
        var probabilities = buffers.Probabilities + column;
        var slopes = buffers.Slopes + column;
        if (seen > 0)
        {
            HeadPanels<T>.PackColumns(
                call.QueryAt(call.Query, sequence, head, query), shape.QueryStride, lanes, size, buffers.QueryColumns);
            HeadPanels<T>.PackColumns(
                call.ResultAt(gradients.Result, sequence, head, query), call.ResultStride, lanes, size, buffers.OutputColumns);
            HeadPanels<T>.Scores(buffers.KeyStrips, count, buffers.QueryColumns, size, 0, seen, shape.Scale, probabilities, Tile);
            HeadPanels<T>.Scores(buffers.ValueStrips, count, buffers.OutputColumns, size, 0, seen, 1, slopes, Tile);
            if (call.HasTerms)
                ScoreTerms<T>.Apply(call, sequence, head, query, lanes, key, seen, probabilities, Tile, buffers.Terms);
            if (shape.Causal)
                HeadPanels<T>.Mask(probabilities, Tile, key, seen, query + call.CausalOffset, float.NegativeInfinity);
            if (call.DropoutProbability > 0)
                ScoreTerms<T>.Drop(call, sequence, head, query, key, seen, slopes, Tile);
            Slopes(
                probabilities, slopes, seen, call.LogSumExpAt(sequence, head, query), buffers.ProjectionsOf(member) + query, lanes);
            if (gradients.Bias != null)
            {
                ScoreTerms<T>.AddBiasGradient(
                    call, gradients.Bias, sequence, head, query, lanes, key, seen, slopes, Tile, buffers.Terms);
            }

            if (call.DropoutProbability > 0)
                ScoreTerms<T>.Drop(call, sequence, head, query, key, seen, probabilities, Tile);
            for (var lane = 0; lane < lanes; lane += MicroKernel<T>.Height)
            {
                var high = Math.Min(MicroKernel<T>.Height, lanes - lane);
                var depth = Math.Min(seen, call.VisibleKeys(query + lane + high - 1) - key);
                if (depth > 0)
                {
                    HeadPanels<T>.Multiply(
                        slopes + lane, 1, Tile, high, buffers.KeyElements, count, 0, depth, size,
                        call.QueryAt(gradients.Query, sequence, head, query + lane), shape.QueryStride, shape.Scale, key > 0);
                }
            }
        }

        // Keys of the tile that this panel does not see still meet its columns in the products over queries.
        for (var i = Math.Max(0, seen); i < rows; i++)
        {
            new Span<float>(probabilities + (nint)i * Tile, MicroKernel<T>.Width).Clear();
            new Span<float>(slopes + (nint)i * Tile, MicroKernel<T>.Width).Clear();
        }
    }

    /// <summary>Scores become probabilities, and gradients of probabilities those of scores.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Slopes(float* scores, float* slopes, int count, float* logSumExp, float* projections, int lanes)
    {
        for (var lane = 0; lane < MicroKernel<T>.Width; lane += T.Count)
        {
            // Lanes without a query get probability 0, as do queries that see nothing.
            var valid = Math.Clamp(lanes - lane, 0, T.Count);
            var normaliser = Lanes<T>.Keep(T.LoadPartial(logSumExp + lane, valid), valid, float.PositiveInfinity);
            normaliser = T.Select(T.GreaterThan(T.Broadcast(float.MinValue), normaliser), T.Broadcast(float.PositiveInfinity), normaliser);
            var projection = T.LoadPartial(projections + lane, valid);
            for (var i = 0; i < count; i++)
            {
                var at = (nint)i * Tile + lane;
                var probability = SimdMath<T>.Exp(T.Load(scores + at) - normaliser);
                probability.Store(scores + at);
                (probability * (T.Load(slopes + at) - projection)).Store(slopes + at);
            }
        }
    }

    [MethodImpl(Compile.Loop)]
    private static float Dot(float* a, float* b, int count)
    {
        var sum = T.Zero;
        for (var i = 0; i < count; i += T.Count)
        {
            var rest = Math.Min(T.Count, count - i);
            sum = T.MultiplyAdd(T.LoadPartial(a + i, rest), T.LoadPartial(b + i, rest), sum);
        }

        return sum.Sum();
    }

    /// <summary>An item's scratch, divided.</summary>
    private readonly struct Buffers
    {
        private readonly float* _projections;
        private readonly int _queryLength;

        public Buffers(in AttentionShape shape, float* scratch)
        {
            var size = shape.HeadSize;
            Padded = HeadPanels<T>.PaddedSize(size);
            KeyStrips = scratch;
            ValueStrips = KeyStrips + KeyBlock * size;
            KeyElements = ValueStrips + KeyBlock * size;
            KeySums = KeyElements + KeyBlock * Padded;
            ValueSums = KeySums + KeyBlock * Padded;
            QueryColumns = ValueSums + KeyBlock * Padded;
            OutputColumns = QueryColumns + Tile * size;
            QueryElements = OutputColumns + Tile * size;
            OutputElements = QueryElements + Tile * Padded;
            Probabilities = OutputElements + Tile * Padded;
            Slopes = Probabilities + KeyBlock * Tile + MaximumPadding;
            _projections = Slopes + KeyBlock * Tile + MaximumPadding;
            _queryLength = shape.QueryLength;
            Terms = _projections + shape.HeadCount / shape.KeyValueHeadCount * (shape.QueryLength + Tile);
        }

        public int Padded { get; }

        public float* KeyStrips { get; }

        public float* ValueStrips { get; }

        public float* KeyElements { get; }

        public float* KeySums { get; }

        public float* ValueSums { get; }

        public float* QueryColumns { get; }

        public float* OutputColumns { get; }

        public float* QueryElements { get; }

        public float* OutputElements { get; }

        public float* Probabilities { get; }

        public float* Slopes { get; }

        /// <summary>Room for a transposed panel of the bias, present where there is one.</summary>
        public float* Terms { get; }

        public float* ProjectionsOf(int member) => _projections + (nint)member * _queryLength;
    }
}

/// <summary><see cref="AttentionBackwardKernel{T}"/> over sequences and key heads.</summary>
internal unsafe struct AttentionBackwardWork<T>(
    AttentionCall call, AttentionGradients gradients, int sequencesPerItem, float* scratch, int scratchLength) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var (group, keyHead) = (index / call.Shape.KeyValueHeadCount, index % call.Shape.KeyValueHeadCount);
        for (var sequence = group * sequencesPerItem; sequence < (group + 1) * sequencesPerItem; sequence++)
            AttentionBackwardKernel<T>.Run(call, gradients, sequence, keyHead, scratch + (nint)slot * scratchLength);
    }
}
