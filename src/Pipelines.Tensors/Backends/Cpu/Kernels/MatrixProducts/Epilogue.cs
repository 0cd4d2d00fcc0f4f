using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// What follows a matrix product while the result is still in the cache: bias, activation, residual. Rows of all matrices are
/// <see cref="Stride"/> elements apart.
/// </summary>
internal readonly unsafe struct Epilogue
{
    /// <summary>One value a column, or null.</summary>
    public float* Bias { get; init; }

    /// <summary>Applied after the bias.</summary>
    public Activation Activation { get; init; }

    /// <summary>Added last, or null.</summary>
    public float* Residual { get; init; }

    /// <summary>Where the activated values go. The product and the bias stay in the product's own place.</summary>
    public float* Activated { get; init; }

    /// <summary>Elements from one row to the next.</summary>
    public nint Stride { get; init; }

    /// <summary>The epilogue of the columns from one on.</summary>
    public Epilogue From(int column) => new()
    {
        Bias = Bias == null ? null : Bias + column,
        Activation = Activation,
        Residual = Residual == null ? null : Residual + column,
        Activated = Activated == null ? null : Activated + column,
        Stride = Stride,
    };

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Bias == null && Activation == Activation.None && Residual == null && Activated == null;
}

/// <summary>Applies an <see cref="Epilogue"/> to a block of a product.</summary>
internal static unsafe class EpilogueKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Finishes rows × columns elements of <paramref name="product"/> that start at (row, column) of the whole.</summary>
    public static void Run(in Epilogue epilogue, float* product, int row, int column, int rows, int columns)
    {
        switch (epilogue.Activation)
        {
            case Activation.None:
                Run<Identity<T>>(epilogue, product, row, column, rows, columns);
                break;
            case Activation.Gelu:
                Run<Gelu<T>>(epilogue, product, row, column, rows, columns);
                break;
            case Activation.GeluTanh:
                Run<GeluTanh<T>>(epilogue, product, row, column, rows, columns);
                break;
            case Activation.Silu:
                Run<Silu<T>>(epilogue, product, row, column, rows, columns);
                break;
            case Activation.Relu:
                Run<Relu<T>>(epilogue, product, row, column, rows, columns);
                break;
            case Activation.GeluSigmoid:
                Run<GeluSigmoid<T>>(epilogue, product, row, column, rows, columns);
                break;
            default:
                Run<HyperbolicTangent<T>>(epilogue, product, row, column, rows, columns);
                break;
        }
    }

    private static void Run<TActivation>(in Epilogue epilogue, float* product, int row, int column, int rows, int columns)
        where TActivation : unmanaged, IActivation<T>
    {
        for (var i = row; i < row + rows; i++)
        {
            var at = i * epilogue.Stride + column;
            var target = epilogue.Activated == null ? product + at : epilogue.Activated + at;
            Row<TActivation>(
                product + at, epilogue.Bias == null ? null : epilogue.Bias + column,
                epilogue.Residual == null ? null : epilogue.Residual + at, target, columns);
        }
    }

    [MethodImpl(Compile.Loop)]
    private static void Row<TActivation>(float* product, float* bias, float* residual, float* target, int columns)
        where TActivation : unmanaged, IActivation<T>
    {
        for (var j = 0; j < columns; j += T.Count)
        {
            var count = Math.Min(T.Count, columns - j);
            var value = T.LoadPartial(product + j, count);
            if (bias != null)
            {
                value += T.LoadPartial(bias + j, count);
                if (product != target)
                    value.StorePartial(product + j, count);
            }

            value = TActivation.Value(value);
            if (residual != null)
                value += T.LoadPartial(residual + j, count);
            value.StorePartial(target + j, count);
        }
    }
}
