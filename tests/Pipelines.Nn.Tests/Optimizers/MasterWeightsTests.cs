using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

/// <summary>Parameters that are stored in bfloat16 and updated in float32.</summary>
internal sealed class MasterWeightsTests : NnTests
{
    private const double TinyStep = 1e-4; // less than half of bfloat16's distance at 1

    [Test]
    public void SmallStepsAddUpInTheMasterCopy()
    {
        var parameter = Own(new Parameter(Backend.Full(new Shape(3), 1f).To(ElementType.BFloat16)));
        var optimizer = Own(new Sgd([new ParameterGroup([new("w", parameter)])], TinyStep));
        for (var step = 0; step < 100; step++)
            StepWith(optimizer, parameter);
        Assert.That(optimizer.GetState()["w.master"].ToArray<float>(), Is.All.EqualTo(0.99f).Within(1e-5f));
        Assert.That(Floats(parameter), Is.All.EqualTo(0.98828125f), "the nearest bfloat16");
        Assert.That(optimizer.StateBytes, Is.EqualTo(12));
    }

    [Test]
    public void WithoutOneTheyAreRoundedAway()
    {
        var parameter = Own(new Parameter(Backend.Full(new Shape(3), 1f).To(ElementType.BFloat16)));
        var optimizer = Own(new Sgd([new ParameterGroup([new("w", parameter)])], TinyStep) { KeepsMasterWeights = false });
        for (var step = 0; step < 100; step++)
            StepWith(optimizer, parameter);
        Assert.That(Floats(parameter), Is.All.EqualTo(1f));
        Assert.That(optimizer.StateBytes, Is.Zero);
    }

    [Test]
    public void BAdamKeepsThatOfTheActiveBlockOnly()
    {
        NamedParameter[] parameters =
        [
            .. Enumerable.Range(0, 3).Select(i => new NamedParameter(
                $"layers.{i}.w", Own(new Parameter(Backend.Full(new Shape(4), 1f).To(ElementType.BFloat16))))),
        ];
        var optimizer = Own(
            new BAdam([new ParameterGroup(parameters)], schedule: new BlockSchedule { SwitchEvery = 2, Variant = BAdamVariant.Paper }));
        StepWith(optimizer, parameters[2].Parameter);
        Assert.That(optimizer.StateBytes, Is.EqualTo(3 * 16));
        Assert.That(optimizer.GetState().Keys, Does.Contain("layers.2.w.master"));
        StepWith(optimizer, parameters[2].Parameter);
        Assert.That(optimizer.StateBytes, Is.Zero);
        Assert.That(optimizer.ActiveBlock, Is.EqualTo(1));
    }

    private static float[] Floats(Parameter parameter) => parameter.Value.To(ElementType.Float32).ToArray<float>();

    // A gradient of ones.
    private static void StepWith(Optimizer optimizer, Parameter parameter)
    {
        optimizer.ZeroGradients();
        using (var tape = new GradientTape())
            tape.Backward(Ones.Apply(parameter));
        optimizer.Step();
    }

    private sealed class Ones : Operation
    {
        public static Tensor Apply(Tensor x) => GradientTape.Record(new Ones(), x.Backend.Scalar(0f), x);

        protected override void Backward() => AddGradient(0, Input(0).Backend.Full(Input(0).Shape, 1f));
    }
}
