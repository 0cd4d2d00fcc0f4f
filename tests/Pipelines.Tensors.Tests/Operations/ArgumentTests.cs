namespace Pipelines.Tensors.Tests;

/// <summary>Mistakes are refused before a kernel runs; the messages name the operation and the shapes.</summary>
internal sealed class ArgumentTests : EngineTests
{
    [Test]
    public void Shapes()
    {
        Refused("Add", () => Functional.Add(Frozen(1, 2, 3), Frozen(2, 2)), "[2, 3]", "[2]");
        Refused("Add", () => Functional.Add(Frozen(1, 3), Frozen(2, 2, 3)), "[3]", "[2, 3]");
        Refused("Multiply", () => Functional.Multiply(Frozen(1, 2, 3), Frozen(2, 2, 1)), "[2, 3]", "[2, 1]");
        Refused("Linear", () => Functional.Linear(Frozen(1, 2, 3), Frozen(2, 4, 5)), "[4, 5]", "[out, 3]");
        Refused("Linear", () => Functional.Linear(Frozen(1, 2, 3), Frozen(2, 3)), "[3]", "[out, 3]");
        Refused("Linear", () => Functional.Linear(Frozen(1, 2, 3), Frozen(2, 4, 3), Frozen(3, 3)), "bias", "[3]", "[4]");
        Refused(
            "Linear", () => Functional.Linear(Frozen(1, 2, 3), Frozen(2, 4, 3), residual: Frozen(3, 2, 3)), "residual", "[2, 3]", "[2, 4]");
        Refused("Linear", () => Functional.Linear(Backend.Scalar(1f), Frozen(2, 4, 3)), "[]");
        Refused("LayerNorm", () => Functional.LayerNorm(Frozen(1, 2, 3), Frozen(2, 2), null), "gain", "[2]", "[3]");
        Refused("LayerNorm", () => Functional.LayerNorm(Frozen(1, 2, 3), null, Frozen(2, 1, 3)), "bias", "[1, 3]");
        Refused("RmsNorm", () => Functional.RmsNorm(Frozen(1, 2, 3), Frozen(2, 2)), "gain", "[2]", "[3]");
        Refused("Gate", () => Functional.Gate(Frozen(1, 2, 3)), "[2, 3]", "even");
        Refused("MatMul", () => Functional.MatMul(Frozen(1, 2, 3), Frozen(2, 4, 5)), "[2, 3]", "[4, 5]", "[3, 5]");
        Refused("MatMul", () => Functional.MatMul(Frozen(1, 2, 2, 3), Frozen(2, 3, 3, 5)), "[2, 2, 3]", "[3, 3, 5]");
        Refused("MatMul", () => Functional.MatMul(Frozen(1, 2, 3), Frozen(2, 3, 5), transposeRight: true), "transposed");
        Refused("MatMul", () => Functional.MatMul(Frozen(1, 3), Frozen(2, 3, 5)), "[3]", "2 dimensions");
        Refused("Softmax", () => Functional.Softmax(Backend.Scalar(1f)), "[]");
        Refused("Permute", () => Functional.Permute(Frozen(1, 2, 3), 0, 0), "[0, 0]", "[2, 3]");
        Refused("Permute", () => Functional.Permute(Frozen(1, 2, 3), 0, 2), "[0, 2]");
        Refused("Permute", () => Functional.Permute(Frozen(1, 2, 3), 0), "[0]");
        Refused("Slice", () => Functional.Slice(Frozen(1, 2, 3), 1, 2, 2), "[2, 3]");
        Refused("Slice", () => Functional.Slice(Frozen(1, 2, 3), 0, -1, 1), "-1");
        Refused("Slice", () => Functional.Slice(Frozen(1, 2, 3), 0, 2, -1), "-1");
        Refused("Concat", () => Functional.Concat(0), "at least one");
        Refused("Concat", () => Functional.Concat(0, Frozen(1, 2, 3), Frozen(2, 2, 4)), "[2, 4]", "[2, 3]");
        Refused("Concat", () => Functional.Concat(0, Frozen(1, 2, 3), Frozen(2, 2)), "[2]", "[2, 3]");
        Refused("Mean", () => Functional.Mean(Frozen(1, 0, 3)), "[0, 3]");
    }

    [Test]
    public void EmbeddingIds()
    {
        Refused("Embedding", () => Functional.Embedding(Ids([0, 4]), Frozen(1, 4, 3)), "ids[1] is 4", "less than 4");
        Refused("Embedding", () => Functional.Embedding(Ids([-1]), Frozen(1, 4, 3)), "ids[0] is -1");
        Refused("Embedding", () => Functional.Embedding(Frozen(2, 3), Frozen(1, 4, 3)), "ids", "Int32");
        Refused("Embedding", () => Functional.Embedding(Ids([0]), Frozen(1, 4)), "table", "[4]");
        Refused("Embedding", () => Functional.Embedding(Ids([0]), Frozen(1, 4, 3), Frozen(2, 2, 3)), "addTo", "[2, 3]", "[1, 3]");
        Refused("Embedding", () => Functional.Embedding(Ids([0], 1, 1, 1, 1, 1), Frozen(1, 4, 3)), "ids", "4 dimensions");
    }

    [Test]
    public void ElementTypes()
    {
        Refused("Scale", () => Functional.Scale(Ids([1]), 2f), "Int32", "Float32");
        Refused("Linear", () => Functional.Linear(Frozen(1, 3), Frozen(2, 2, 3).To(ElementType.Float16)), "weight", "Float16");
        Refused(
            "LinearCrossEntropy", () => Functional.LinearCrossEntropy(Frozen(1, 2, 3), Frozen(2, 5, 3), Frozen(3, 2)), "labels", "Float32",
            "Int32");
        Assert.That(() => Functional.Linear(Frozen(1, 3), null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Backends()
    {
        using var other = new CpuBackend(1);
        using var scope = new TensorScope();
        Refused("Add", () => Functional.Add(Frozen(1, 3), other.Zeros(new Shape(3))), "two backends");
        Refused("Linear", () => Functional.Linear(Frozen(1, 3), other.Zeros(new Shape(2, 3))), "two backends");
    }

    [Test]
    public void LinearCrossEntropyShapes()
    {
        Refused(
            "LinearCrossEntropy", () => Functional.LinearCrossEntropy(Frozen(1, 2, 3), Frozen(2, 5, 4), Ids([0, 0])), "[5, 4]",
            "[classes, 3]");
        Refused(
            "LinearCrossEntropy", () => Functional.LinearCrossEntropy(Frozen(1, 2, 3), Frozen(2, 5, 3), Ids([0])), "[1]", "[2, 3]",
            "2 rows");
    }

    [Test]
    public void Rotary()
    {
        var cosine = Frozen(1, 4, 2);
        Refused("Rotary", () => Functional.Rotary(Frozen(2, 1, 4), cosine, cosine, Ids([4]), 1, 4), "positions[0] is 4");
        Refused("Rotary", () => Functional.Rotary(Frozen(2, 1, 4), cosine, cosine, Ids([0, 1]), 1, 4), "positions", "1 rows");
        Refused("Rotary", () => Functional.Rotary(Frozen(2, 1, 4), cosine, cosine, Ids([0]), 2, 4), "[1, 4]");
        Refused("Rotary", () => Functional.Rotary(Frozen(2, 1, 4), cosine, cosine, Ids([0]), 1, 4, offset: 1), "[1, 4]");
        Refused("Rotary", () => Functional.Rotary(Frozen(2, 1, 6), cosine, cosine, Ids([0]), 1, 6), "[4, 2]", "[positions, 3]");
        Refused("Rotary", () => Functional.Rotary(Frozen(2, 1, 6), cosine, Frozen(3, 4, 1), Ids([0]), 1, 4), "[4, 1]");
        Refused("Rotary", () => Functional.Rotary(Frozen(2, 1, 6), cosine, cosine, Ids([0]), 1, 3), "even");
    }

    [Test]
    public void Attention()
    {
        var shape = new AttentionShape
        {
            Batch = 1,
            QueryLength = 2,
            KeyLength = 2,
            HeadCount = 2,
            KeyValueHeadCount = 2,
            HeadSize = 3,
            Scale = 1f,
            QueryStride = 6,
            KeyStride = 6,
            ValueStride = 6,
        };
        Refused("CausalAttention", () => Functional.CausalAttention(Frozen(1, 2, 18), 2), "[2, 18]");
        Refused("CausalAttention", () => Functional.CausalAttention(Frozen(1, 1, 2, 17), 2), "[1, 2, 17]");
        Refused("CausalAttention", () => Functional.CausalAttention(Frozen(1, 1, 2, 18), 0), "headSize");
        Refused("Attention", () => Run(shape, Frozen(1, 1, 2, 5)), "query", "[1, 2, 5]");
        Refused("Attention", () => Run(shape with { KeyOffset = 1 }, Frozen(1, 1, 2, 6)), "key");
        Refused("Attention", () => Run(shape with { KeyLength = 3 }, Frozen(1, 1, 2, 6)), "key");
        Refused("Attention", () => Run(shape with { KeyRowsPerSequence = 1 }, Frozen(1, 1, 2, 6)), "KeyRowsPerSequence");
        Refused("Attention", () => Run(shape with { KeyValueHeadCount = 3 }, Frozen(1, 1, 2, 6)), "KeyValueHeadCount");
        Refused("Attention", () => Run(shape with { QueryLength = 3, Causal = true }, Frozen(1, 1, 3, 6)), "see no key");
        Refused("Attention", () => Run(shape with { Batch = 0 }, Frozen(1, 1, 2, 6)), "positive");
    }

    [Test]
    public void AttentionOptions()
    {
        var packed = Frozen(1, 1, 2, 18);
        Tensor Run(AttentionOptions options) => Functional.CausalAttention(packed, 2, options: options);
        Refused("Attention", () => Run(new() { Mask = new(Ids([1, 1, 1], 1, 3)) }), "KeySegments", "[1, 3]");
        Refused("Attention", () => Run(new() { Mask = new(Frozen(1, 1, 2)) }), "KeySegments", "Int32");
        Refused("Attention", () => Run(new() { Mask = new(Ids([1, 1], 1, 2), Ids([1], 1, 1)) }), "QuerySegments", "[1, 1]");
        Refused("Attention", () => Run(new() { Bias = Frozen(1, 1, 1, 2, 2) }), "bias", "[1, 2, 2, 2]");
        Refused("Attention", () => Run(new() { DropoutProbability = 1f }), "dropout");
    }

    [TestCase(1f)]
    [TestCase(-0.1f)]
    [TestCase(float.NaN)]
    public void DropoutProbability(float probability) => Refused(
        "Dropout", () => Functional.Dropout(Frozen(1, 3), probability, 1), "probability");

    [Test]
    public void ARefusalLeavesNoMemoryBehind()
    {
        var before = Backend.Memory.TensorsInUse;
        using (new TensorScope())
        {
            var weight = Frozen(1, 5, 3);
            Assert.That(() => Functional.LinearCrossEntropy(Frozen(2, 2, 3), weight, Ids([0, 9]), out _), Throws.TypeOf<TensorException>());
            Assert.That(() => Functional.Embedding(Ids([7]), weight), Throws.TypeOf<TensorException>());
        }

        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(before));
    }

    private static Tensor Run(AttentionShape shape, Tensor tensor) => Functional.Attention(shape, tensor, tensor, tensor);

    private static void Refused(string operation, Func<Tensor> action, params string[] parts)
    {
        var error = Assert.Throws<TensorException>(() => action());
        Assert.That(error.Operation, Is.EqualTo(operation));
        foreach (var part in parts)
            Assert.That(error.Message, Does.Contain(part));
    }
}
