namespace Pipelines.Nn.Tests;

internal sealed class AdamW8BitTests : NnTests
{
    [TestCase(256)]
    [TestCase(2048)]
    public void TheStateIsAboutAQuarterOfAdamWs(int blockSize)
    {
        using var small = new OptimizerRun(Backend, new("", groups => new AdamW8Bit(groups, blockSize: blockSize)));
        using var full = new OptimizerRun(Backend, new("", groups => new AdamW(groups)));
        small.Step();
        full.Step();
        Assert.That((double)small.Optimizer.StateBytes / full.Optimizer.StateBytes, Is.LessThanOrEqualTo(0.3));
    }

    [Test]
    public void SmallParametersHaveAdamWsNumbers()
    {
        using var small = new OptimizerRun(Backend, new("", groups => new AdamW8Bit(groups, minimumSize: 1 << 20)));
        using var full = new OptimizerRun(Backend, new("", groups => new AdamW(groups)));
        for (var step = 0; step < 5; step++)
        {
            small.Step();
            full.Step();
        }

        Assert.That(small.Weights.AsSpan().SequenceEqual(full.Weights));
    }

    [Test]
    public void StepsStayCloseToAdamWs()
    {
        using var small = new OptimizerRun(Backend, new("", groups => new AdamW8Bit(groups)));
        using var full = new OptimizerRun(Backend, new("", groups => new AdamW(groups)));
        var start = full.Weights;
        for (var step = 0; step < 30; step++)
        {
            small.Step();
            full.Step();
        }

        var way = full.Weights.Zip(start, (x, y) => Math.Pow(x - y, 2)).Sum();
        var apart = full.Weights.Zip(small.Weights, (x, y) => Math.Pow(x - y, 2)).Sum();
        TestContext.Out.WriteLine($"apart by {Math.Sqrt(apart / way):p2} of the way");
        Assert.That(Math.Sqrt(apart / way), Is.LessThan(0.05));
    }

    [Test]
    public void AGradientThatVanishesDoesNotBlowUp()
    {
        // The second moment is rounded; were it rounded to zero, the step would be divided by epsilon.
        var values = new float[8192];
        var parameter = Parameter(values);
        var optimizer = Own(new AdamW8Bit([new ParameterGroup([new("p", parameter)])], 1e-3, weightDecay: 0));
        var gradient = new float[8192];
        for (var i = 0; i < gradient.Length; i++)
            gradient[i] = i == 0 ? 1000f : 0.01f;
        Flow(parameter, gradient);
        optimizer.Step();
        for (var step = 0; step < 20; step++)
        {
            optimizer.ZeroGradients();
            Flow(parameter, new float[8192]);
            optimizer.Step();
        }

        Assert.That(parameter.Value.ToArray<float>().Max(Math.Abs), Is.LessThan(0.05f));
    }

    [Test]
    public void BadSettingsAreRefused()
    {
        ParameterGroup[] groups = [new([new("p", Parameter(new float[5000]))])];
        Assert.That(() => new AdamW8Bit(groups, blockSize: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdamW8Bit(groups, blockSize: 4097), Throws.TypeOf<ArgumentOutOfRangeException>());
        Flow(groups[0].Parameters[0].Parameter, new float[5000]);
        var optimizer = Own(new AdamW8Bit(groups) { AmsGrad = true });
        Assert.That(() => optimizer.Step(), Throws.TypeOf<OptimizerException>().With.Message.Contains("8 bits"));
    }
}
