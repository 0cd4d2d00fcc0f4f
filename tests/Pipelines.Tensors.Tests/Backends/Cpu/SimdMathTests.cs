namespace Pipelines.Tensors.Tests;

/// <summary>The elementary functions at every vector width, against double precision.</summary>
[TestFixtureSource(nameof(Widths))]
internal sealed class SimdMathTests(int vectorBits)
{
    private static readonly int[] Widths = [512, 256, 128, 32];

    [Test]
    public void Exp_IsAccurate()
    {
        var x = Grid(-87f, 88.6f, 200_003);
        Compare(x, Apply(x, Function.Exp), Math.Exp, 1.6e-7);
    }

    [Test]
    public void Exp_HandlesTheEnds()
    {
        float[] x = [float.NegativeInfinity, -1e30f, -104f, -95f, 0f, -0f, 88.72f, 89f, 1e30f, float.PositiveInfinity, float.NaN];
        var y = Apply(x, Function.Exp);
        Assert.That(y[..3], Is.All.EqualTo(0f));
        Assert.That(y[3], Is.EqualTo((float)Math.Exp(-95)).Within(1).Percent, "denormal");
        Assert.That(y[4..6], Is.All.EqualTo(1f));
        Assert.That(y[6], Is.EqualTo((float)Math.Exp(88.72f)).Within(1e-4).Percent);
        Assert.That(y[7..10], Is.All.EqualTo(float.PositiveInfinity));
        Assert.That(y[10], Is.NaN);
    }

    [Test]
    public void Tanh_IsAccurate()
    {
        var x = Grid(-12f, 12f, 200_003);
        Compare(x, Apply(x, Function.Tanh), Math.Tanh, 2.5e-7);
        var small = Grid(-1e-3f, 1e-3f, 10_001);
        Compare(small, Apply(small, Function.Tanh), Math.Tanh, 2.5e-7);
    }

    [Test]
    public void NormalDistribution_IsAccurateIntoTheTail()
    {
        var x = Grid(-6f, 6f, 20_001);
        Compare(x, Apply(x, Function.Normal), value => ReferenceBackend.NormalDistribution(value), 2e-6);
    }

    [Test]
    public void Log_IsAccurate()
    {
        var x = Grid(-80f, 80f, 100_003).Select(MathF.Exp).Where(value => Math.Abs(value - 1) > 0.01).ToArray();
        Compare(x, Apply(x, Function.Log), value => Math.Log(value), 2e-7);
        var nearOne = Grid(0.99f, 1.01f, 10_001);
        var y = Apply(nearOne, Function.Log);
        for (var i = 0; i < nearOne.Length; i++)
            Assert.That(y[i], Is.EqualTo(Math.Log(nearOne[i])).Within(1e-9));
        var ends = Apply([0f, float.NaN, 1f], Function.Log);
        Assert.That(ends[0], Is.EqualTo(float.NegativeInfinity));
        Assert.That(ends[1], Is.NaN);
        Assert.That(ends[2], Is.Zero);
    }

    private static float[] Grid(float from, float to, int count) =>
        [.. Enumerable.Range(0, count).Select(i => from + (to - from) * i / (count - 1))];

    private static void Compare(float[] x, float[] y, Func<double, double> expected, double tolerance)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var value = expected(x[i]);
            if (!(Math.Abs(y[i] - value) <= tolerance * Math.Abs(value)))
                Assert.Fail($"f({x[i]:R}) is {y[i]:R}, expected {value:R}: relative error {Math.Abs(y[i] - value) / Math.Abs(value):g3}");
        }
    }

    private float[] Apply(float[] x, Function function) => vectorBits switch
    {
        512 => Apply<Float512>(x, function),
        256 => Apply<Float256>(x, function),
        128 => Apply<Float128>(x, function),
        _ => Apply<FloatScalar>(x, function),
    };

    private static unsafe float[] Apply<T>(float[] x, Function function) where T : unmanaged, ISimd<T>
    {
        var y = new float[x.Length];
        fixed (float* from = x, to = y)
        {
            for (var i = 0; i < x.Length; i += T.Count)
            {
                var count = Math.Min(T.Count, x.Length - i);
                var value = T.LoadPartial(from + i, count);
                value = function switch
                {
                    Function.Exp => SimdMath<T>.Exp(value),
                    Function.Tanh => SimdMath<T>.Tanh(value),
                    Function.Log => SimdMath<T>.Log(value),
                    _ => SimdMath<T>.NormalDistribution(value, out _),
                };
                value.StorePartial(to + i, count);
            }
        }

        return y;
    }

    private enum Function
    {
        Exp,
        Tanh,
        Normal,
        Log,
    }
}
