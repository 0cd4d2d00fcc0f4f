using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// A long short-term memory over the rows of one matrix, in both directions (Hochreiter and Schmidhuber 1997; Graves and Schmidhuber 2005).
/// Names and order of the gates (input, forget, cell, output) are PyTorch's.
/// </summary>
internal sealed class BidirectionalLstm : Module
{
    private readonly int _size;
    private readonly Direction[] _directions;
    private readonly Dropout? _dropout;

    public BidirectionalLstm(ITensorBackend backend, int inputSize, int size, int layerCount, float dropout, RandomGenerator random)
    {
        _size = size;
        _directions = new Direction[2 * layerCount];
        for (var i = 0; i < _directions.Length; i++)
        {
            var suffix = i % 2 == 0 ? $"l{i / 2}" : $"l{i / 2}_reverse";
            var width = i < 2 ? inputSize : 2 * size;
            _directions[i] = new Direction(
                AddParameter($"weight_ih_{suffix}", new Parameter(backend.Zeros(new Shape(4 * size, width)))),
                AddParameter($"weight_hh_{suffix}", new Parameter(backend.Zeros(new Shape(4 * size, size)))),
                AddParameter($"bias_ih_{suffix}", new Parameter(backend.Zeros(new Shape(4 * size)))),
                AddParameter($"bias_hh_{suffix}", new Parameter(backend.Zeros(new Shape(4 * size)))));
        }

        if (dropout > 0)
            _dropout = AddModule("dropout", new Dropout(dropout, random)).Module;
    }

    /// <summary>[rows, width] to [rows, 2 · size].</summary>
    public Tensor Forward(Tensor rows)
    {
        for (var i = 0; i < _directions.Length; i += 2)
        {
            if (i > 0 && _dropout is not null)
                rows = _dropout.Forward(rows);
            rows = Functional.Concat(1, Run(rows, _directions[i], isReverse: false), Run(rows, _directions[i + 1], isReverse: true));
        }

        return rows;
    }

    /// <summary>PyTorch's start: uniform within ±1/√size.</summary>
    public void Initialize(RandomGenerator random)
    {
        var bound = 1f / MathF.Sqrt(_size);
        foreach (var parameter in Parameters())
            Nn.Initialize.Uniform(parameter.Value, -bound, bound, random);
    }

    private Tensor Run(Tensor rows, Direction direction, bool isReverse)
    {
        var backend = rows.Backend;
        var count = rows.Shape[0];
        var inputs = Functional.Linear(rows, direction.Input, direction.InputBias);
        var results = new Tensor[count];
        var hidden = backend.Zeros(new Shape(1, _size));
        var cell = backend.Zeros(new Shape(1, _size));
        var half = backend.Full(new Shape(1, 4 * _size), 0.5f);
        for (var i = 0; i < count; i++)
        {
            var row = isReverse ? count - 1 - i : i;
            var scores = Functional.Linear(hidden, direction.Hidden, direction.HiddenBias, residual: Functional.Slice(inputs, 0, row, 1));
            // The logistic function through the hyperbolic tangent: σ(x) = (1 + tanh(x / 2)) / 2.
            var gates = Functional.Add(Functional.Scale(Functional.Activate(Functional.Scale(scores, 0.5f), Activation.Tanh), 0.5f), half);
            var candidate = Functional.Activate(Part(scores, 2), Activation.Tanh);
            cell = Functional.Add(Functional.Multiply(Part(gates, 1), cell), Functional.Multiply(Part(gates, 0), candidate));
            hidden = Functional.Multiply(Part(gates, 3), Functional.Activate(cell, Activation.Tanh));
            results[row] = hidden;
        }

        return Functional.Concat(0, results);
    }

    private Tensor Part(Tensor gates, int number) => Functional.Slice(gates, 1, number * _size, _size);

    private sealed record Direction(Parameter Input, Parameter Hidden, Parameter InputBias, Parameter HiddenBias);
}
