using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

/// <summary>A few parameters, of one chunk and of several, under an optimizer; step t has the same gradients in every run.</summary>
internal sealed class OptimizerRun : IDisposable
{
    private static readonly (string Name, int[] Extents)[] Shapes =
    [
        ("embed.weight", [70, 64]), ("layers.0.weight", [96, 60]), ("layers.0.bias", [60]), ("layers.1.weight", [300, 70]),
        ("layers.1.bias", [7]), ("layers.2.weight", [3, 17, 100]), ("head.weight", [33, 5]),
    ];

    private readonly List<NamedParameter> _parameters = [];

    public OptimizerRun(ITensorBackend backend, OptimizerKind kind)
    {
        Backend = backend;
        var random = new RandomGenerator(3);
        foreach (var (name, extents) in Shapes)
        {
            var value = backend.Empty(new Shape(extents));
            Initialize.Normal(value, 0f, 0.5f, random);
            _parameters.Add(new NamedParameter(name, new Parameter(value)));
        }

        Optimizer = kind.Create([new ParameterGroup(_parameters)]);
    }

    public ITensorBackend Backend { get; }

    public Optimizer Optimizer { get; }

    public IReadOnlyList<NamedParameter> Parameters => _parameters;

    public float[] Weights => [.. _parameters.SelectMany(named => named.Parameter.Value.ToArray<float>())];

    public void Step()
    {
        var random = new RandomGenerator((ulong)Optimizer.StepCount + 100);
        Optimizer.ZeroGradients();
        using (var tape = new GradientTape())
        {
            Tensor? sum = null;
            foreach (var (_, parameter) in _parameters)
            {
                var gradient = Backend.Empty(parameter.Shape);
                Initialize.Normal(gradient, 0.1f, 1f, random);
                var term = Functional.Sum(Functional.Multiply(parameter, gradient));
                sum = sum is null ? term : Functional.Add(sum, term);
            }

            tape.Backward(sum!);
        }

        Optimizer.LearningRate = 0.01 / (1 + Optimizer.StepCount);
        Optimizer.Step(0.7);
    }

    public void CopyWeightsTo(OptimizerRun other)
    {
        for (var i = 0; i < _parameters.Count; i++)
            Backend.Copy(_parameters[i].Parameter.Value, other._parameters[i].Parameter.Value);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (var (_, parameter) in _parameters)
            parameter.Dispose();
    }
}
