namespace Pipelines.Tensors.Tests;

/// <summary>The same bits at any number of threads, for every operation that is cut into items.</summary>
[NonParallelizable]
internal sealed class ThreadCountTests
{
    private static readonly int[] ThreadCounts = [1, 2, 3];

    private static readonly Dictionary<string, Func<Calls, Tensor[]>> Operations = new()
    {
        ["Sum"] = calls => [calls.Scalar(calls.Backend.Sum(calls.Floats(100_003)))],
        ["SumOfSquares"] = calls => [calls.Scalar(calls.Backend.SumOfSquares(calls.Floats(100_003)))],
        ["SumRows"] = calls => calls.Into(calls.Floats(100), target => calls.Backend.SumRows(calls.Floats(1500, 100), target, true)),
        ["Dropout"] = calls => calls.Into(calls.Floats(100_003), target => calls.Backend.Dropout(calls.Floats(100_003), 0.3f, 5, target)),
        ["Linear"] = calls => calls.Into(calls.Floats(300, 200), target => calls.Backend.Linear(
            calls.Floats(300, 500), calls.Floats(200, 500), calls.Floats(200), Activation.Gelu, null, null, target)),
        ["Linear of few rows"] = calls => calls.Into(calls.Floats(3, 2000), target => calls.Backend.Linear(
            calls.Floats(3, 500), calls.Floats(2000, 500), null, Activation.None, null, null, target)),
        ["LinearBackward"] = LinearBackward,
        ["LinearCrossEntropy"] = LinearCrossEntropy,
        ["LayerNormBackward"] = LayerNormBackward,
        ["EmbeddingBackward"] = calls => calls.Into(calls.Floats(20, 200), target => calls.Backend.EmbeddingBackward(
            calls.Ids(20, 1000), calls.Floats(1000, 200), target)),
        ["DisentangledBiasBackward"] = DisentangledBiasBackward,
        ["Attention"] = calls => Attention(calls, withOptions: false),
        ["Attention with mask, bias and dropout"] = calls => Attention(calls, withOptions: true),
    };

    [TestCaseSource(nameof(Operations))]
    public void Result_IsTheSame(KeyValuePair<string, Func<Calls, Tensor[]>> operation)
    {
        byte[][]? expected = null;
        foreach (var threads in ThreadCounts)
        {
            for (var repetition = 0; repetition < 3; repetition++)
            {
                using var backend = new CpuBackend(threads);
                using var scope = new TensorScope();
                var results = operation.Value(new Calls(backend));
                byte[][] bytes = [.. results.Select(tensor => tensor.Storage.HostBytes(0, (int)tensor.ByteCount).ToArray())];
                expected ??= bytes;
                for (var i = 0; i < bytes.Length; i++)
                    Assert.That(bytes[i].AsSpan().SequenceEqual(expected[i]), $"{operation.Key}: result {i} at {threads} threads");
            }
        }
    }

    private static Tensor[] LinearBackward(Calls calls)
    {
        Tensor[] gradients = [calls.Floats(300, 500), calls.Floats(200, 500), calls.Floats(200)];
        calls.Backend.LinearBackward(
            calls.Floats(300, 200), calls.Floats(300, 500), calls.Floats(200, 500), Activation.GeluTanh, calls.Floats(300, 200),
            gradients[0], true, gradients[1], true, gradients[2]);
        return gradients;
    }

    private static Tensor[] LinearCrossEntropy(Calls calls)
    {
        Tensor[] results = [calls.Floats(300), calls.Floats(300, 64), calls.Floats(5000, 64)];
        calls.Backend.LinearCrossEntropy(
            calls.Floats(300, 64), calls.Floats(5000, 64), calls.Ids(5000, 300), -100, results[0], 0.1f, results[1], results[2]);
        return results;
    }

    private static Tensor[] LayerNormBackward(Calls calls)
    {
        Tensor[] gradients = [calls.Floats(1000, 96), calls.Floats(96), calls.Floats(96)];
        calls.Backend.LayerNormBackward(
            calls.Floats(1000, 96), calls.Floats(1000, 96), calls.Floats(96), calls.Floats(1000), calls.Floats(1000),
            gradients[0], true, gradients[1], gradients[2]);
        return gradients;
    }

    private static Tensor[] DisentangledBiasBackward(Calls calls)
    {
        Tensor[] gradients = [calls.Floats(3, 40, 48), calls.Floats(3, 40, 48), calls.Floats(30, 48), calls.Floats(30, 48)];
        calls.Backend.DisentangledBiasBackward(
            calls.Floats(3, 4, 40, 40), calls.Floats(3, 40, 48), calls.Floats(3, 40, 48), calls.Floats(30, 48), calls.Floats(30, 48),
            calls.Ids(30, 79), 4, 0.2f, gradients[0], gradients[1], gradients[2], gradients[3]);
        return gradients;
    }

    private static Tensor[] Attention(Calls calls, bool withOptions)
    {
        var shape = new AttentionShape
        {
            Batch = 3,
            QueryLength = 150,
            KeyLength = 150,
            HeadCount = 4,
            KeyValueHeadCount = 2,
            HeadSize = 24,
            Scale = 0.2f,
            Causal = true,
            QueryStride = 8 * 24,
            KeyStride = 8 * 24,
            ValueStride = 8 * 24,
            KeyOffset = 4 * 24,
            ValueOffset = 6 * 24,
        };
        var fused = calls.Floats(3, 150, 8 * 24);
        Tensor[] results = [calls.Floats(3, 150, 4 * 24), calls.Floats(3, 4, 150), calls.Floats(3, 150, 8 * 24), calls.Floats(1, 4, 150, 150)];
        var options = new AttentionOptions
        {
            Mask = new AttentionMask(calls.Ids(3, 450).Reshape(new Shape(3, 150)), calls.Ids(3, 450).Reshape(new Shape(3, 150))),
            Bias = calls.Floats(1, 4, 150, 150),
            DropoutProbability = 0.1f,
            DropoutSeed = 3,
        };
        if (!withOptions)
            options = default;
        calls.Backend.Attention(shape, fused, fused, fused, options, results[0], results[1]);
        calls.Backend.AttentionBackward(
            shape, calls.Floats(3, 150, 4 * 24), fused, fused, fused, options, results[0], results[1], results[2], results[2], results[2],
            withOptions ? results[3] : null);
        return results;
    }

    /// <summary>A backend and inputs that are the same every time.</summary>
    internal sealed class Calls(CpuBackend backend)
    {
        private int _seed;

        public CpuBackend Backend => backend;

        public Tensor Floats(params ReadOnlySpan<int> extents) =>
            Data.Tensor(backend, new Shape(extents), _seed++, requiresGradient: false);

        public Tensor Ids(int limit, int count)
        {
            var random = new Random(_seed++);
            return backend.FromArray([.. Enumerable.Range(0, count).Select(_ => random.Next(limit))], new Shape(count));
        }

        public Tensor Scalar(double value) => backend.FromArray<double>([value], new Shape(1), ElementType.Float64);

        public Tensor[] Into(Tensor target, Action<Tensor> call)
        {
            call(target);
            return [target];
        }
    }
}
