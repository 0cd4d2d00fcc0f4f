using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>Rows of one pass with adapters of their own: the base's product is computed once for all of them.</summary>
internal sealed partial class LoraLinear
{
    private Tensor ForwardRows(IReadOnlyList<string?> names, Tensor input, Activation activation, Tensor? residual)
    {
        var hasDora = HasDora(names);
        var isFused = activation == Activation.None && !hasDora;
        var result = isFused ? _base.Forward(input, residual: residual) : Product(input, hasBias: !hasDora);
        var rowCount = checked((int)(input.ElementCount / InputSize));
        foreach (var run in new RowRuns(names, rowCount))
        {
            var adapters = Bank.For(run.Name);
            if (adapters.Count == 0)
                continue;
            var rows = Rows(input, run, InputSize);
            var plain = Rows(result, run, OutputSize);
            var own = plain;
            foreach (var adapter in adapters)
                own = Add(adapter, rows, plain, own);
            result.Backend.CopyBlock(
                own, 0, OutputSize, result, run.First * OutputSize, OutputSize, run.Count, OutputSize, accumulate: false);
        }

        if (isFused)
            return result;
        if (hasDora && BaseBias is { } bias)
            result = Functional.Add(result, bias);
        if (activation != Activation.None)
            result = Functional.Activate(result, activation);
        return residual is null ? result : Functional.Add(result, residual);
    }

    private static Tensor Rows(Tensor source, in RowRun run, int width)
    {
        var rows = source.Backend.Empty(new Shape(1, run.Count, width));
        source.Backend.CopyBlock(source, run.First * width, width, rows, 0, width, run.Count, width, accumulate: false);
        return rows;
    }

    private bool HasDora(IReadOnlyList<string?> names)
    {
        foreach (var name in names)
        {
            foreach (var adapter in Bank.For(name))
            {
                if (adapter.Magnitude is not null)
                    return true;
            }
        }

        return false;
    }
}
