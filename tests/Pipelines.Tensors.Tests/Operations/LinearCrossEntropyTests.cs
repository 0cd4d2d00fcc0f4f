namespace Pipelines.Tensors.Tests;

internal sealed class LinearCrossEntropyTests : EngineTests
{
    [Test]
    public void MeanOverLabelsThatCount()
    {
        var labels = Ids([0, -100, 6, 3, -100, 3]);
        GradientCheck.Verify(t => Functional.LinearCrossEntropy(t[0], t[1], labels), Floats(1, 2, 3, 5), Floats(2, 7, 5));
    }

    [Test]
    public void SumOverANormalizer()
    {
        var labels = Ids([2, 2, -1, 0]);
        GradientCheck.Verify(
            t => Functional.LinearCrossEntropy(t[0], t[1], labels, 1.5, ignoreIndex: -1), Floats(1, 4, 5), Floats(2, 3, 5));
    }

    [Test]
    public void RowsWeighedOneByOne()
    {
        var labels = Ids([0, -100, 6, 3, -100, 3]);
        var weights = Frozen(7, 6);
        GradientCheck.Verify(
            t => Functional.Sum(Functional.Multiply(Functional.LinearCrossEntropyRows(t[0], t[1], labels), weights)),
            Floats(1, 6, 3), Floats(2, 7, 3));
    }

    [Test]
    public void RowsWeighedOneByOneOnASharedHead()
    {
        var (labels, others) = (Ids([2, 2, 1, 0]), Ids([1, 0, 0, 1]));
        var weights = Frozen(7, 4);
        GradientCheck.Verify(
            t => Functional.Add(
                Functional.Sum(Functional.Multiply(Functional.LinearCrossEntropyRows(t[0], t[1], labels), weights)),
                Functional.Sum(Functional.LinearCrossEntropyRows(t[0], t[1], others))),
            Floats(1, 4, 5), Floats(2, 3, 5));
    }

    [TestCase(0)]
    [TestCase(1)]
    public void TrainsOnlyOneInput(int trained)
    {
        Tensor[] inputs = [Frozen(1, 4, 5), Frozen(2, 3, 5)];
        inputs[trained].RequiresGradient = true;
        var labels = Ids([2, 2, 1, 0]);
        GradientCheck.Verify(t => Functional.LinearCrossEntropy(t[0], t[1], labels), inputs);
    }

    [Test]
    public void ScaledLoss()
    {
        var labels = Ids([2, 2, 1, 0]);
        GradientCheck.Verify(
            t => Functional.Scale(Functional.LinearCrossEntropy(t[0], t[1], labels), 2.5f), Floats(1, 4, 5), Floats(2, 3, 5));
    }

    [Test]
    public void TwoLossesOnOneHead()
    {
        var labels = Ids([2, 2, 1, 0]);
        var others = Ids([1, 0, 0, 1]);
        GradientCheck.Verify(
            t => Functional.Add(
                Functional.LinearCrossEntropy(t[0], t[1], labels), Functional.Scale(
                    Functional.LinearCrossEntropy(t[0], t[1], others), -3f)),
            Floats(1, 4, 5), Floats(2, 3, 5));
    }

    [Test]
    public void TiedTableAndHead()
    {
        var ids = Ids([0, 4, 2, 4]);
        var labels = Ids([4, 2, 4, 1]);
        GradientCheck.Verify(t => Functional.LinearCrossEntropy(Functional.Embedding(ids, t[0]), t[0], labels), Floats(1, 5, 6));
    }

    [Test]
    public void LossesAreThoseOfASoftmax()
    {
        var input = Floats(1, 3, 4);
        var weight = Floats(2, 5, 4);
        var loss = Functional.LinearCrossEntropy(input, weight, Ids([1, -100, 4]), out var losses);

        var logits = Functional.Linear(input, weight).ToArray<float>();
        double Expected(int row, int label) =>
            Math.Log(Enumerable.Range(0, 5).Sum(c => Math.Exp(logits[row * 5 + c]))) - logits[row * 5 + label];
        Assert.That(losses.Shape, Is.EqualTo(new Shape(3)));
        Assert.That(losses.ToArray<float>(), Is.EqualTo(new[] { (float)Expected(0, 1), 0f, (float)Expected(2, 4) }).Within(1e-6f));
        Assert.That(loss.ToScalar(), Is.EqualTo((Expected(0, 1) + Expected(2, 4)) / 2).Within(1e-6));
    }

    [Test]
    public void MicroBatchesAddUpToTheBatch()
    {
        var input = Frozen(1, 6, 4);
        var weight = Floats(2, 5, 4);
        int[] labels = [1, -100, 4, 0, 2, -100];
        using (var tape = new GradientTape())
            tape.Backward(Functional.LinearCrossEntropy(input, weight, Ids(labels)));
        var whole = weight.Gradient!.ToArray<float>();
        weight.ZeroGradient();

        var total = 0.0;
        for (var part = 0; part < 3; part++)
        {
            using var tape = new GradientTape();
            var loss = Functional.LinearCrossEntropy(
                Functional.Slice(input, 0, 2 * part, 2), weight, Ids(labels[(2 * part)..(2 * part + 2)]), 4.0);
            tape.Backward(loss);
            total += loss.ToScalar();
        }

        Assert.That(weight.Gradient!.ToArray<float>(), Is.EqualTo(whole).Within(1e-6f));
        Assert.That(total, Is.EqualTo(Functional.LinearCrossEntropy(input, weight, Ids(labels)).ToScalar()).Within(1e-6));
    }

    [Test]
    public void AForgottenTapeLeavesNoGradient()
    {
        var input = Floats(1, 2, 4);
        var weight = Floats(2, 5, 4);
        using (new GradientTape())
            _ = Functional.LinearCrossEntropy(input, weight, Ids([0, 1]));
        Assert.That(weight.Gradient, Is.Null);
        Assert.That(input.Gradient, Is.Null);
    }

    [Test]
    public void AllLabelsIgnoredIsAnError() => Assert.That(
        () => Functional.LinearCrossEntropy(Floats(1, 2, 4), Floats(2, 5, 4), Ids([-100, -100])),
        Throws.TypeOf<TensorException>().With.Message.Contains("all 2 labels are -100"));

    [Test]
    public void AllLabelsIgnoredIsFineWithANormalizer()
    {
        var weight = Floats(2, 5, 4);
        using var tape = new GradientTape();
        var loss = Functional.LinearCrossEntropy(Floats(1, 2, 4), weight, Ids([-100, -100]), 8);
        tape.Backward(loss);
        Assert.That(loss.ToScalar(), Is.Zero);
        Assert.That(weight.Gradient!.ToArray<float>(), Is.All.Zero);
    }

    [TestCase(5)]
    [TestCase(-1)]
    [TestCase(int.MinValue)]
    public void LabelOutOfRange(int label) => Assert.That(
        () => Functional.LinearCrossEntropy(Floats(1, 2, 4), Floats(2, 5, 4), Ids([0, label])),
        Throws.TypeOf<TensorException>().With.Message.Contains($"labels[1] is {label}"));

    [TestCase(0.0)]
    [TestCase(-1.0)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void BadNormalizer(double normalizer) => Assert.That(
        () => Functional.LinearCrossEntropy(Floats(1, 1, 4), Floats(2, 5, 4), Ids([0]), normalizer),
        Throws.TypeOf<TensorException>().With.Message.Contains("normalizer"));
}
