using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

internal sealed class InitializeTests : NnTests
{
    [Test]
    public void NormalHasMeanAndDeviation()
    {
        var tensor = Backend.Empty(new Shape(200, 100));
        Initialize.Normal(tensor, 1f, 0.02f, new RandomGenerator(1));
        var values = tensor.ToArray<float>();
        Assert.That(values.Average(), Is.EqualTo(1f).Within(1e-3));
        Assert.That(Math.Sqrt(values.Select(v => (v - 1.0) * (v - 1.0)).Average()), Is.EqualTo(0.02).Within(5e-4));
    }

    [Test]
    public void NormalIsTheSameEverywhere()
    {
        // Computed from the definitions in another language; every platform must give these bits.
        var tensor = Backend.Empty(new Shape(4));
        Initialize.Normal(tensor, 0f, 1f, new RandomGenerator(42));
        Assert.That(
            Array.ConvertAll(tensor.ToArray<float>(), BitConverter.SingleToUInt32Bits),
            Is.EqualTo(new uint[] { 0xBF39E97F, 0x3E62F110, 0x3EEDA8A6, 0x3FBCF5BE }));
    }

    [Test]
    public void KaimingUniformIsBoundedByTheFanIn()
    {
        var tensor = Backend.Empty(new Shape(50, 100));
        Initialize.KaimingUniform(tensor, new RandomGenerator(1));
        Assert.That(tensor.ToArray<float>().Max(MathF.Abs), Is.InRange(0.099f, 0.1f));
    }

    [Test]
    public void KaimingNormalDependsOnTheFanIn()
    {
        var tensor = Backend.Empty(new Shape(200, 50));
        Initialize.KaimingNormal(tensor, new RandomGenerator(1));
        Assert.That(Math.Sqrt(tensor.ToArray<float>().Select(v => (double)v * v).Average()), Is.EqualTo(0.2).Within(5e-3));
    }

    [Test]
    public void XavierUniformDependsOnBothFans()
    {
        var tensor = Backend.Empty(new Shape(200, 400));
        Initialize.XavierUniform(tensor, new RandomGenerator(1));
        Assert.That(tensor.ToArray<float>().Max(MathF.Abs), Is.InRange(0.0999f, 0.1f));
    }

    [Test]
    public void FansNeedAMatrix() =>
        Assert.That(
            () => Initialize.KaimingUniform(Backend.Empty(new Shape(3)), new RandomGenerator(1)),
            Throws.ArgumentException.With.Message.Contains("[3]"));
}
