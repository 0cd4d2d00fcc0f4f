using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// A convolution along the tokens that keeps their number (PyTorch's <c>Conv1d</c> with half its size as padding): neighbouring tokens side
/// by side in one row, then one projection a group.
/// </summary>
internal sealed class TokenConvolution : Module
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly int _groups;

    public TokenConvolution(ITensorBackend backend, int width, int size, int groups)
    {
        _weight = AddParameter("weight", new Parameter(backend.Zeros(new Shape(width, width / groups, size))));
        _bias = AddParameter("bias", new Parameter(backend.Zeros(new Shape(width))));
        _groups = groups;
    }

    /// <summary>[rows, length, width] to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var (length, width, size) = (x.Shape[1], x.Shape[2], _weight.Shape[2]);
        var edge = x.Backend.Zeros(new Shape(x.Shape[0], size / 2, width));
        var padded = size == 1 ? x : Functional.Concat(1, edge, x, edge);
        var weight = Functional.Permute(_weight.Value, 0, 2, 1); // [out, size, in of a group]
        var (inputs, outputs) = (width / _groups, width / _groups);
        var results = new Tensor[_groups];
        for (var group = 0; group < _groups; group++)
        {
            var own = _groups == 1 ? padded : Functional.Slice(padded, 2, group * inputs, inputs);
            var neighbours = new Tensor[size];
            for (var i = 0; i < size; i++)
                neighbours[i] = Functional.Slice(own, 1, i, length);
            var rows = _groups == 1 ? weight : Functional.Slice(weight, 0, group * outputs, outputs);
            var bias = _groups == 1 ? _bias.Value : Functional.Slice(_bias.Value, 0, group * outputs, outputs);
            results[group] = Functional.Linear(
                Functional.Concat(2, neighbours), Functional.Reshape(rows, new Shape(outputs, size * inputs)), bias, Activation.None);
        }

        return _groups == 1 ? results[0] : Functional.Concat(2, results);
    }
}
