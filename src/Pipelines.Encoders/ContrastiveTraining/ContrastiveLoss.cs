using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// The cross-entropy of finding one's own among candidates (InfoNCE, van den Oord et al. 2018; the multiple negatives ranking loss of
/// Henderson et al. 2017) over a matrix of similarities, where some candidates are hidden.
/// </summary>
internal sealed class ContrastiveLoss : Operation
{
    /// <summary>Sums the rows' losses.</summary>
    /// <param name="similarities">[rows, candidates]; the candidate of a row's own number is its positive.</param>
    /// <param name="candidates">Which are hidden.</param>
    /// <param name="objective">Scale and direction.</param>
    /// <param name="normalizer">What the sum is divided by.</param>
    /// <param name="losses">Receives each row's loss, undivided.</param>
    /// <param name="hits">How many rows are nearer to their positive than to any negative.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Apply(
        Tensor similarities, ContrastiveCandidates candidates, ContrastiveObjective objective, double normalizer, Span<double> losses,
        out int hits)
    {
        var (rows, count) = (candidates.RowCount, candidates.Count);
        var slopes = similarities.Backend.Zeros(similarities.Shape);
        var values = similarities.AsSpan<float>();
        var gradient = slopes.AsSpan<float>();
        var part = objective.IsSymmetric ? 0.5 : 1.0;
        var line = new double[Math.Max(rows, count)];
        hits = 0;
        for (var row = 0; row < rows; row++)
        {
            for (var j = 0; j < count; j++)
                line[j] = candidates.IsHidden(row, j) ? double.NegativeInfinity : objective.Scale * values[row * count + j];
            losses[row] = part * Softmax(line.AsSpan(0, count), row, out var isNearest);
            hits += isNearest ? 1 : 0;
            for (var j = 0; j < count; j++)
                gradient[row * count + j] = (float)(part * objective.Scale / normalizer * line[j]);
        }

        for (var column = 0; objective.IsSymmetric && column < rows; column++)
        {
            for (var i = 0; i < rows; i++)
                line[i] = candidates.IsHidden(i, column) ? double.NegativeInfinity : objective.Scale * values[i * count + column];
            losses[column] += part * Softmax(line.AsSpan(0, rows), column, out _);
            for (var i = 0; i < rows; i++)
                gradient[i * count + column] += (float)(part * objective.Scale / normalizer * line[i]);
        }

        var sum = 0.0;
        foreach (var loss in losses)
            sum += loss;
        var operation = new ContrastiveLoss();
        operation.Save(slopes);
        return GradientTape.Record(operation, similarities.Backend.Scalar((float)(sum / normalizer)), similarities);
    }

    protected override void Backward()
    {
        if (NeedsGradient(0))
            AddGradient(0, Saved(0), ResultGradient.AsSpan<float>()[0]);
    }

    /// <summary>Minus the logarithm of the target's share; the line becomes its derivatives.</summary>
    private static double Softmax(Span<double> line, int target, out bool isNearest)
    {
        var (largest, other) = (line[target], double.NegativeInfinity);
        for (var i = 0; i < line.Length; i++)
        {
            if (i != target)
                other = Math.Max(other, line[i]);
        }

        isNearest = largest > other;
        largest = Math.Max(largest, other);
        var (sum, own) = (0.0, line[target]);
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = Math.Exp(line[i] - largest);
            sum += line[i];
        }

        for (var i = 0; i < line.Length; i++)
            line[i] /= sum;
        line[target] -= 1;
        return largest + Math.Log(sum) - own;
    }
}
