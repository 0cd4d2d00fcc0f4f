namespace Pipelines.Nn.Tests;

internal sealed class LearningRateScheduleTests
{
    [Test]
    public void NanoGptsScheduleHasAMinimumAndNoZeroStep()
    {
        var schedule = new CosineSchedule { Peak = 1e-3, Minimum = 1e-4, WarmUpSteps = 100, TotalSteps = 2000, WarmUpFromZero = false };
        Assert.That(schedule.At(0), Is.EqualTo(1e-3 / 101).Within(1e-18));
        Assert.That(schedule.At(99), Is.EqualTo(1e-3 * 100 / 101).Within(1e-18));
        Assert.That(schedule.At(100), Is.EqualTo(1e-3));
        Assert.That(schedule.At(1050), Is.EqualTo(5.5e-4).Within(1e-12));
        Assert.That(schedule.At(2000), Is.EqualTo(1e-4));
        Assert.That(schedule.At(int.MaxValue), Is.EqualTo(1e-4));
    }

    [Test]
    public void WarmUpStableDecayFillsTheTotal()
    {
        var schedule = new WarmUpStableDecaySchedule
        {
            Peak = 2,
            Minimum = 1,
            WarmUpSteps = 2,
            TotalSteps = 10,
            DecaySteps = 4,
            Decay = DecayShape.Linear
        };
        double[] expected = [0, 1, 2, 2, 2, 2, 2, 1.75, 1.5, 1.25, 1, 1];
        Assert.That(Enumerable.Range(0, 12).Select(schedule.At), Is.EqualTo(expected));
        var root = schedule with { Decay = DecayShape.OneMinusSquareRoot };
        Assert.That(root.At(7), Is.EqualTo(1.5));
    }

    [Test]
    public void AnInverseSquareRootStopsAtTheMinimum()
    {
        var schedule = new InverseSquareRootSchedule { Peak = 1, Minimum = 0.25, WarmUpSteps = 100 };
        Assert.That(schedule.At(100), Is.EqualTo(1));
        Assert.That(schedule.At(400), Is.EqualTo(0.5));
        Assert.That(schedule.At(100_000), Is.EqualTo(0.25));
    }

    [Test]
    public void NoWarmUpStartsAtThePeak() => Assert.That(new LinearSchedule { Peak = 2, TotalSteps = 4 }.At(0), Is.EqualTo(2));

    [Test]
    public void BadSettingsAreRefused()
    {
        Assert.That(() => new ConstantSchedule { Peak = double.NaN }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConstantSchedule { Peak = 1, Minimum = 2 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConstantSchedule { Peak = 1, Minimum = -1 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConstantSchedule { Peak = 1, WarmUpSteps = -1 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConstantSchedule { Peak = 1 }.At(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new PolynomialSchedule { Peak = 1, Power = 0 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new CosineSchedule { Peak = 1, Cycles = double.NaN }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new CosineRestartsSchedule { Peak = 1, Cycles = -1 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new InverseSquareRootSchedule { Peak = 1, TimeScale = 0 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new WarmUpStableDecaySchedule { Peak = 1, DecaySteps = -1 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
