using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>Rows of one pass with adapters of their own.</summary>
internal abstract partial class AdaptedProjection<TPart>
{
    private Tensor ForwardRows(IReadOnlyList<string?> names, Tensor input, Activation activation, Tensor? residual)
    {
        var rowCount = checked((int)(input.ElementCount / InputSize));
        Tensor? result = null;
        foreach (var run in new RowRuns(names, rowCount))
        {
            var isWhole = run.Count == rowCount;
            if (isWhole)
                return ComputeRun(run, input, activation, residual);
            var own = ComputeRun(
                run, Rows(input, run, InputSize), activation, residual is null ? null : Rows(residual, run, OutputSize));
            result ??= own.Backend.Empty(input.Shape.With(-1, OutputSize));
            result.Backend.CopyBlock(
                own, 0, OutputSize, result, run.First * OutputSize, OutputSize, run.Count, OutputSize, accumulate: false);
        }

        return result ?? Base.Forward(input, activation, residual);
    }

    /// <summary>Computes consecutive rows with the adapters that they ask for.</summary>
    protected virtual Tensor ComputeRun(in RowRun run, Tensor input, Activation activation, Tensor? residual)
    {
        var parts = For(run.Name);
        return parts.Count == 0 ? Base.Forward(input, activation, residual) : Compute(parts, input, activation, residual);
    }

    /// <summary>Some rows, by themselves.</summary>
    protected static Tensor Rows(Tensor source, in RowRun run, int width)
    {
        var rows = source.Backend.Empty(new Shape(1, run.Count, width));
        source.Backend.CopyBlock(source, run.First * width, width, rows, 0, width, run.Count, width, accumulate: false);
        return rows;
    }

    private IReadOnlyList<TPart> For(string? name) => name switch
    {
        null => _active,
        RowAdapters.None => [],
        _ => _parts.GetValueOrDefault(name) ?? [],
    };
}
