using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>The parts of a matrix that adapters start with.</summary>
internal static class LowRank
{
    private const int Oversampling = 8;
    private const int Sweeps = 24;

    /// <summary>
    /// The first singular values and vectors, split between A and B so that <c>scale · B·A</c> is the best approximation of that rank
    /// (PiSSA). Found by subspace iteration.
    /// </summary>
    public static void Principal(Tensor weight, int rank, float scale, RandomGenerator random, Tensor a, Tensor b)
    {
        using var paused = GradientTape.Pause();
        using var scope = new TensorScope();
        var backend = weight.Backend;
        var (rows, columns) = (weight.Shape[0], weight.Shape[1]);
        var width = Math.Min(rank + Oversampling, Math.Min(rows, columns));
        var right = backend.Empty(new Shape(width, columns));
        Initialize.Normal(right, 0f, 1f, random);
        var left = backend.Empty(new Shape(width, rows));
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            backend.MatMul(right, false, weight, true, left, 1f, accumulate: false);
            Orthonormalize(left);
            backend.MatMul(left, false, weight, false, right, 1f, accumulate: false);
            if (sweep < Sweeps - 1)
                Orthonormalize(right);
        }

        // W ≈ leftᵀ·right; the eigenvectors of right·rightᵀ turn it into singular vectors.
        var (values, vectors) = Symmetric(Gram(right), width);
        var from = right.AsSpan<float>();
        var onLeft = left.AsSpan<float>();
        var toA = a.AsSpan<float>();
        var toB = b.AsSpan<float>();
        for (var k = 0; k < rank; k++)
        {
            var root = Math.Sqrt(Math.Sqrt(Math.Max(values[k], 0)) / scale);
            var length = Math.Sqrt(Math.Max(values[k], double.Epsilon));
            for (var j = 0; j < columns; j++)
                toA[k * columns + j] = (float)(Turned(from, vectors, k, j, width, columns) / length * root);
            for (var i = 0; i < rows; i++)
                toB[i * rank + k] = (float)(Turned(onLeft, vectors, k, i, width, rows) * root);
        }
    }

    /// <summary>The first columns of Q and rows of R of the weight's QR decomposition (OLoRA), by Householder's reflections.</summary>
    public static void Orthogonal(Tensor weight, int rank, Tensor a, Tensor b)
    {
        var (rows, columns) = (weight.Shape[0], weight.Shape[1]);
        var work = Array.ConvertAll(weight.ToArray<float>(), v => (double)v);
        var reflections = new double[rank][];
        for (var k = 0; k < rank; k++)
        {
            reflections[k] = Reflection(work, k, rows, columns);
            Reflect(work, reflections[k], k, k, rows, columns);
        }

        var toA = a.AsSpan<float>();
        var toB = b.AsSpan<float>();
        for (var k = 0; k < rank; k++)
        {
            for (var j = 0; j < columns; j++)
                toA[k * columns + j] = j < k ? 0f : (float)work[k * columns + j];
        }

        var q = new double[rows * rank];
        for (var k = 0; k < rank; k++)
            q[k * rank + k] = 1;
        for (var k = rank - 1; k >= 0; k--)
            Reflect(q, reflections[k], k, 0, rows, rank);
        for (var i = 0; i < q.Length; i++)
            toB[i] = (float)q[i];
    }

    private static double[] Reflection(double[] matrix, int column, int rows, int columns)
    {
        var vector = new double[rows];
        var squares = 0.0;
        for (var i = column; i < rows; i++)
        {
            vector[i] = matrix[i * columns + column];
            squares += vector[i] * vector[i];
        }

        var length = Math.Sqrt(squares);
        vector[column] += vector[column] < 0 ? -length : length;
        squares = 0;
        for (var i = column; i < rows; i++)
            squares += vector[i] * vector[i];
        var factor = squares > 0 ? Math.Sqrt(2 / squares) : 0;
        for (var i = column; i < rows; i++)
            vector[i] *= factor;
        return vector;
    }

    private static void Reflect(double[] matrix, double[] vector, int firstRow, int firstColumn, int rows, int columns)
    {
        var products = new double[columns];
        for (var i = firstRow; i < rows; i++)
        {
            for (var j = firstColumn; j < columns; j++)
                products[j] += vector[i] * matrix[i * columns + j];
        }

        for (var i = firstRow; i < rows; i++)
        {
            for (var j = firstColumn; j < columns; j++)
                matrix[i * columns + j] -= vector[i] * products[j];
        }
    }

    private static void Orthonormalize(Tensor lines)
    {
        var (count, size) = (lines.Shape[0], lines.Shape[1]);
        var values = lines.AsSpan<float>();
        for (var k = 0; k < count; k++)
        {
            var line = values.Slice(k * size, size);
            // Twice, for what rounding leaves of the first.
            for (var pass = 0; pass < 2; pass++)
            {
                for (var m = 0; m < k; m++)
                {
                    var other = values.Slice(m * size, size);
                    var along = 0.0;
                    for (var i = 0; i < size; i++)
                        along += (double)line[i] * other[i];
                    for (var i = 0; i < size; i++)
                        line[i] -= (float)(along * other[i]);
                }

                var squares = 0.0;
                foreach (var value in line)
                    squares += (double)value * value;
                var factor = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
                for (var i = 0; i < size; i++)
                    line[i] = (float)(line[i] * factor);
            }
        }
    }

    private static double[] Gram(Tensor lines)
    {
        var (count, size) = (lines.Shape[0], lines.Shape[1]);
        var values = lines.AsSpan<float>();
        var gram = new double[count * count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < size; k++)
                    sum += (double)values[i * size + k] * values[j * size + k];
                gram[i * count + j] = gram[j * count + i] = sum;
            }
        }

        return gram;
    }

    private static double Turned(ReadOnlySpan<float> lines, double[] vectors, int k, int element, int count, int size)
    {
        var sum = 0.0;
        for (var m = 0; m < count; m++)
            sum += vectors[m * count + k] * lines[m * size + element];
        return sum;
    }

    /// <summary>Eigenvalues, largest first, and eigenvectors in columns of a symmetric matrix, by Jacobi's rotations.</summary>
    private static (double[] Values, double[] Vectors) Symmetric(double[] matrix, int size)
    {
        var vectors = new double[size * size];
        for (var i = 0; i < size; i++)
            vectors[i * size + i] = 1;
        for (var sweep = 0; sweep < 60; sweep++)
        {
            var off = 0.0;
            var trace = 0.0;
            for (var p = 0; p < size; p++)
            {
                trace += Math.Abs(matrix[p * size + p]);
                for (var q = p + 1; q < size; q++)
                {
                    off += Math.Abs(matrix[p * size + q]);
                    Rotate(matrix, vectors, p, q, size);
                }
            }

            if (off <= 1e-15 * trace)
                break;
        }

        var order = Enumerable.Range(0, size).OrderByDescending(i => matrix[i * size + i]).ToArray();
        var sorted = new double[size * size];
        for (var k = 0; k < size; k++)
        {
            for (var i = 0; i < size; i++)
                sorted[i * size + k] = vectors[i * size + order[k]];
        }

        return (Array.ConvertAll(order, i => matrix[i * size + i]), sorted);
    }

    private static void Rotate(double[] matrix, double[] vectors, int p, int q, int size)
    {
        var between = matrix[p * size + q];
        if (between == 0)
            return;
        var theta = (matrix[q * size + q] - matrix[p * size + p]) / (2 * between);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var i = 0; i < size; i++)
        {
            var (left, right) = (matrix[i * size + p], matrix[i * size + q]);
            matrix[i * size + p] = c * left - s * right;
            matrix[i * size + q] = s * left + c * right;
        }

        for (var i = 0; i < size; i++)
        {
            var (left, right) = (matrix[p * size + i], matrix[q * size + i]);
            matrix[p * size + i] = c * left - s * right;
            matrix[q * size + i] = s * left + c * right;
            (left, right) = (vectors[i * size + p], vectors[i * size + q]);
            vectors[i * size + p] = c * left - s * right;
            vectors[i * size + q] = s * left + c * right;
        }
    }
}
