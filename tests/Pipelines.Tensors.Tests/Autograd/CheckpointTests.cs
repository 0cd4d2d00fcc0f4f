namespace Pipelines.Tensors.Tests;

internal sealed class CheckpointTests : EngineTests
{
    [Test]
    public void GradientsAreTheSameBitForBit()
    {
        var (x, weight, bias) = (Floats(1, 6, 8), Floats(2, 8, 8), Floats(3, 8));
        var plain = Gradients(() => Chain(x, weight, bias, checkpointed: false), x, weight, bias);
        var checkpointed = Gradients(() => Chain(x, weight, bias, checkpointed: true), x, weight, bias);
        for (var i = 0; i < plain.Length; i++)
            Assert.That(checkpointed[i].AsSpan().SequenceEqual(plain[i]), $"gradient {i}");
    }

    [Test]
    public void WhatSeveralBlocksReadIsSummedInTheSameOrder()
    {
        // Values of very different sizes: another order of additions shows.
        var (x, shared) = (Floats(1, 5, 8), Floats(2, 5, 8));
        Tensor Loss(bool checkpointed)
        {
            var (y, z) = (Functional.Scale(x, 1f), Functional.Scale(shared, 1f));
            for (var i = 0; i < 5; i++)
            {
                var factor = MathF.Pow(7f, i - 2);
                Tensor Block(ReadOnlySpan<Tensor> inputs) => Functional.Multiply(
                    Functional.Add(inputs[0], Functional.Scale(inputs[1], factor)), Functional.Softmax(inputs[1]));
                y = checkpointed ? Functional.Checkpoint(Block, y, z) : Block([y, z]);
            }

            return Functional.Sum(Functional.Multiply(y, y));
        }

        var plain = Gradients(() => Loss(false), x, shared);
        var checkpointed = Gradients(() => Loss(true), x, shared);
        Assert.That(checkpointed[0].AsSpan().SequenceEqual(plain[0]));
        Assert.That(checkpointed[1].AsSpan().SequenceEqual(plain[1]));
    }

    [Test]
    public void OnlyInputsAndResultsStayUntilTheBackwardPass()
    {
        var (x, weight) = (Frozen(1, 64, 64), Floats(2, 64, 64));
        using var tape = new GradientTape();
        var before = Backend.Memory.BytesInUse;
        var y = x;
        for (var i = 0; i < 10; i++)
            y = Functional.Checkpoint(inputs => Wide(inputs[0], weight), y);
        Assert.That(Backend.Memory.BytesInUse - before, Is.LessThanOrEqualTo(11 * 64 * 64 * sizeof(float)));
        tape.Backward(Functional.Sum(y));
        Assert.That(weight.Gradient, Is.Not.Null);
    }

    [Test]
    public void ABlockOfFrozenThingsIsNotRecorded()
    {
        using var tape = new GradientTape();
        var runs = 0;
        var y = Functional.Checkpoint(
            inputs =>
            {
                runs++;
                return Functional.Scale(inputs[0], 2f);
            }, Frozen(1, 4));
        Assert.That((tape.Count, y.RequiresGradient, runs), Is.EqualTo((0, false, 1)));
    }

    [Test]
    public void ABlockRunsTwiceWithATapeAndOnceWithout()
    {
        var x = Floats(1, 4);
        var runs = 0;
        Tensor Block(ReadOnlySpan<Tensor> inputs)
        {
            runs++;
            return Functional.Scale(inputs[0], 2f);
        }

        Functional.Checkpoint(Block, x);
        Assert.That(runs, Is.EqualTo(1));
        using var tape = new GradientTape();
        tape.Backward(Functional.Sum(Functional.Checkpoint(Block, x)));
        Assert.That(runs, Is.EqualTo(3));
        Assert.That(x.Gradient!.ToArray<float>(), Is.All.EqualTo(2f));
    }

    [Test]
    public void ABlockMayReturnItsInputOrReadOneTwice()
    {
        var x = Floats(1, 4);
        var gradient = Gradients(
            () => Functional.Sum(Functional.Checkpoint(inputs => Functional.Add(inputs[0], inputs[1]), Functional.Checkpoint(i => i[0], x), x)), x);
        Assert.That(gradient[0], Is.All.EqualTo(2f));
        gradient = Gradients(() => Functional.Sum(Functional.Checkpoint(inputs => Functional.Multiply(inputs[0], inputs[1]), x, x)), x);
        Assert.That(gradient[0], Is.EqualTo(x.ToArray<float>().Select(v => 2 * v)).Within(1e-6f));
    }

    [Test]
    public void ABlockCannotTakeAnInputsMemory()
    {
        var (x, table, ids) = (Floats(1, 2, 4), Floats(2, 3, 4), Ids([0, 2]));
        var expected = Gradients(() => Functional.Sum(Squared(Functional.Embedding(ids, table, Functional.Scale(x, 1f)))), x, table);
        var actual = Gradients(
            () => Functional.Sum(Squared(Functional.Checkpoint(inputs => Functional.Embedding(ids, table, inputs[0]), Functional.Scale(x, 1f)))), x, table);
        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void AFailureInTheSecondRunLeavesNothingBehind()
    {
        var x = Floats(1, 4);
        var runs = 0;
        using (var tape = new GradientTape())
        {
            var loss = Functional.Sum(Functional.Checkpoint(
                inputs => ++runs == 2 ? throw new InvalidOperationException("second") : Functional.Scale(inputs[0], 2f), x));
            Assert.That(() => tape.Backward(loss), Throws.InvalidOperationException.With.Message.EqualTo("second"));
        }

        Assert.That(Gradients(() => Functional.Sum(Functional.Scale(x, 2f)), x)[0], Is.All.EqualTo(2f));
    }

    private static Tensor Squared(Tensor x) => Functional.Multiply(x, x);

    private static Tensor Wide(Tensor x, Tensor weight)
    {
        for (var i = 0; i < 5; i++)
            x = Functional.Linear(x, weight, null, Activation.Gelu, residual: x);
        return x;
    }

    private static Tensor Chain(Tensor x, Tensor weight, Tensor bias, bool checkpointed)
    {
        for (ulong i = 0; i < 4; i++)
        {
            var seed = i;
            Tensor Block(ReadOnlySpan<Tensor> inputs)
            {
                var hidden = Functional.Linear(inputs[0], weight, bias, Activation.GeluTanh, residual: inputs[0]);
                return Functional.Add(inputs[0], Functional.Dropout(Functional.LayerNorm(hidden, bias, null), 0.3f, seed));
            }

            x = checkpointed ? Functional.Checkpoint(Block, x) : Block([x]);
        }

        return Functional.Sum(Functional.Multiply(x, x));
    }

    private static float[][] Gradients(Func<Tensor> loss, params Tensor[] leaves)
    {
        foreach (var leaf in leaves)
            leaf.ZeroGradient();
        using (var tape = new GradientTape())
            tape.Backward(loss());
        return Array.ConvertAll(leaves, leaf => leaf.Gradient!.ToArray<float>());
    }
}
