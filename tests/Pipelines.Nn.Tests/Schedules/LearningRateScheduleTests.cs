using Pipelines.Testing.Goldens;

namespace Pipelines.Nn.Tests;

internal sealed class LearningRateScheduleTests
{
    [TestCase("constant_with_warmup")]
    [TestCase("linear")]
    [TestCase("cosine")]
    [Category("Golden")]
    public void SchedulesAreHuggingFaces(string name)
    {
        var golden = GoldenCase.Open("lr-schedules").Json;
        var peak = golden.GetProperty("base_lr").GetDouble();
        var warmUp = golden.GetProperty("num_warmup_steps").GetInt32();
        var total = golden.GetProperty("num_training_steps").GetInt32();
        LearningRateSchedule schedule = name switch
        {
            "linear" => new LinearSchedule { Peak = peak, WarmUpSteps = warmUp, TotalSteps = total },
            "cosine" => new CosineSchedule { Peak = peak, WarmUpSteps = warmUp, TotalSteps = total },
            _ => new ConstantSchedule { Peak = peak, WarmUpSteps = warmUp },
        };
        var rates = golden.GetProperty("lr_used_in_step_0_1_2").GetProperty(name);
        var expected = rates.EnumerateArray().Select(rate => rate.GetDouble()).ToArray();
        for (var step = 0; step <= total; step++) // beyond the end theirs turns up again
            Assert.That(schedule.At(step), Is.EqualTo(expected[step]).Within(1e-16), $"step {step}");
    }

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
    public void NoWarmUpStartsAtThePeak() => Assert.That(new LinearSchedule { Peak = 2, TotalSteps = 4 }.At(0), Is.EqualTo(2));

    [Test]
    public void BadSettingsAreRefused()
    {
        Assert.That(() => new ConstantSchedule { Peak = double.NaN }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConstantSchedule { Peak = 1, Minimum = 2 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConstantSchedule { Peak = 1, Minimum = -1 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConstantSchedule { Peak = 1, WarmUpSteps = -1 }.At(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConstantSchedule { Peak = 1 }.At(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
