namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    /// <summary>Logits that exist at a time: enough rows that reading the weight once for them costs little against the products.</summary>
    private const int LogitLimit = 13_000_000;

    /// <summary>Rows beyond which a chunk gains nothing.</summary>
    private const int MostChunkRows = 1024;

    public void LinearCrossEntropy(
        Tensor input, Tensor weight, Tensor labels, int ignoreIndex, Tensor losses,
        float gradientScale, Tensor? inputGradient, Tensor? weightGradient, Tensor? rowFactors)
    {
        var (rows, vocabulary, depth) = (input.Shape.RowCount, weight.Shape[0], weight.Shape[1]);
        ThrowIfOutside(labels, vocabulary, ignoreIndex, nameof(labels));
        if (rows == 0)
        {
            if (weightGradient is not null)
                Fill(weightGradient, 0);
            return;
        }

        var most = Math.Clamp(LogitLimit / vocabulary, 16, MostChunkRows);
        var step = DivideUp(rows, DivideUp(rows, most));
        var stride = DivideUp(step, 16) * 16;
        var blocks = CrossEntropyBlocks.TokenBlocks(vocabulary);
        using var scratch = Rent(((long)vocabulary + 2 * blocks + 2) * stride);
        for (var row = 0; row < rows; row += step)
        {
            var chunk = new CrossEntropyChunk
            {
                Rows = Math.Min(step, rows - row),
                Vocabulary = vocabulary,
                Depth = depth,
                Input = Floats(input) + (long)row * depth,
                Weight = weight,
                Labels = Integers(labels) + row,
                Losses = Floats(losses) + row,
                Factors = rowFactors is null ? null : Floats(rowFactors) + row,
                Stride = stride,
                Logits = scratch.Floats,
            };
            Losses(chunk, ignoreIndex, gradientScale);
            if (inputGradient is null && weightGradient is null)
                continue;
            Probabilities(chunk);
            if (inputGradient is not null)
                InputGradient(chunk, Floats(inputGradient) + (long)row * depth);
            if (weightGradient is not null)
                WeightGradient(chunk, Floats(weightGradient), accumulate: row > 0);
        }
    }

    /// <summary>Computes a chunk's logits, log-sum-exps, losses and the rows' factors.</summary>
    private void Losses(in CrossEntropyChunk chunk, int ignoreIndex, float scale)
    {
        RunWithStoredLeft(chunk.Weight, new MatrixProduct
        {
            Left = StoredView(chunk.Weight, transposed: false),
            Right = MatrixView.Of(chunk.Input, chunk.Depth, false),
            Result = chunk.Logits,
            Stride = chunk.Stride,
            Rows = chunk.Vocabulary,
            Columns = chunk.Rows,
            Depth = chunk.Depth,
        });
        var blocks = CrossEntropyBlocks.TokenBlocks(chunk.Vocabulary);
        _workers.Run(
            blocks * CrossEntropyBlocks.LaneBlocks(chunk.Rows),
            new CrossEntropyStatisticsWork<T>(chunk.Logits, chunk.Vocabulary, chunk.Rows, chunk.Stride, chunk.Maxima, chunk.Sums(blocks)));
        CrossEntropyKernel<T>.LogSumExp(chunk.Maxima, chunk.Sums(blocks), chunk.Stride, blocks, chunk.Rows, chunk.LogSumExp(blocks));
        for (var row = 0; row < chunk.Rows; row++)
        {
            var counts = chunk.Labels[row] != ignoreIndex;
            chunk.Scales(blocks)[row] = counts ? scale * (chunk.Factors is null ? 1 : chunk.Factors[row]) : 0;
            chunk.Losses[row] = counts ? chunk.LogSumExp(blocks)[row] - chunk.Logits[chunk.Labels[row] * chunk.Stride + row] : 0;
        }
    }

    /// <summary>Turns a chunk's logits into their gradients.</summary>
    private void Probabilities(in CrossEntropyChunk chunk)
    {
        var blocks = CrossEntropyBlocks.TokenBlocks(chunk.Vocabulary);
        _workers.Run(
            blocks * CrossEntropyBlocks.LaneBlocks(chunk.Rows),
            new CrossEntropyProbabilitiesWork<T>(
                chunk.Logits, chunk.Vocabulary, chunk.Rows, chunk.Stride, chunk.LogSumExp(blocks), chunk.Scales(blocks)));
        for (var row = 0; row < chunk.Rows; row++)
        {
            if (chunk.Scales(blocks)[row] != 0)
                chunk.Logits[chunk.Labels[row] * chunk.Stride + row] -= chunk.Scales(blocks)[row];
        }
    }

    private void InputGradient(in CrossEntropyChunk chunk, float* target)
    {
        RunWithStoredRight(chunk.Weight, transposed: true, new MatrixProduct
        {
            Left = MatrixView.Of(chunk.Logits, chunk.Stride, true),
            Right = StoredView(chunk.Weight, transposed: true),
            Result = target,
            Stride = chunk.Depth,
            Rows = chunk.Rows,
            Columns = chunk.Depth,
            Depth = chunk.Vocabulary,
        });
    }

    private void WeightGradient(in CrossEntropyChunk chunk, float* target, bool accumulate) => _products.Run(new MatrixProduct
    {
        Left = MatrixView.Of(chunk.Logits, chunk.Stride, false),
        Right = MatrixView.Of(chunk.Input, chunk.Depth, true),
        Result = target,
        Stride = chunk.Depth,
        Rows = chunk.Vocabulary,
        Columns = chunk.Depth,
        Depth = chunk.Rows,
        Accumulate = accumulate,
    });

    /// <summary>Some rows of the input, and the scratch they are worked in: logits [vocabulary, stride], then rows of statistics.</summary>
    private readonly struct CrossEntropyChunk
    {
        public required int Rows { get; init; }

        public required int Vocabulary { get; init; }

        public required int Depth { get; init; }

        public required float* Input { get; init; }

        public required Tensor Weight { get; init; }

        public required int* Labels { get; init; }

        public required float* Losses { get; init; }

        public required float* Factors { get; init; }

        public required nint Stride { get; init; }

        public required float* Logits { get; init; }

        public float* Maxima => Logits + Vocabulary * Stride;

        public float* Sums(int blocks) => Maxima + blocks * Stride;

        public float* LogSumExp(int blocks) => Maxima + 2 * blocks * Stride;

        public float* Scales(int blocks) => Maxima + (2 * blocks + 1) * Stride;
    }
}
