namespace Pipelines.Tensors.Tests;

internal sealed partial class ReferenceBackend
{
    public void Fill(Tensor target, float value) => Floats(target).Fill(value);

    public void Copy(Tensor source, Tensor target) =>
        source.Storage.HostBytes(0, (int)source.ByteCount).CopyTo(target.Storage.HostBytes(0, (int)target.ByteCount));

    public void Add(Tensor left, Tensor right, Tensor result)
    {
        var a = Floats(left);
        var b = Floats(right);
        var c = Floats(result);
        for (var i = 0; i < c.Length; i++)
            c[i] = a[i] + b[i % b.Length];
    }

    public void Multiply(Tensor left, Tensor right, Tensor result)
    {
        var a = Floats(left);
        var b = Floats(right);
        var c = Floats(result);
        for (var i = 0; i < c.Length; i++)
            c[i] = a[i] * b[i % b.Length];
    }

    public void AddScaled(Tensor source, float factor, Tensor target)
    {
        var a = Floats(source);
        var c = Floats(target);
        for (var i = 0; i < c.Length; i++)
            c[i] += factor * a[i];
    }

    public void Scale(Tensor source, float factor, Tensor result)
    {
        var a = Floats(source);
        var c = Floats(result);
        for (var i = 0; i < c.Length; i++)
            c[i] = factor * a[i];
    }

    public void SumRows(Tensor source, Tensor target, bool accumulate)
    {
        var a = Floats(source);
        var c = Floats(target);
        for (var column = 0; column < c.Length; column++)
        {
            double sum = 0;
            for (var i = column; i < a.Length; i += c.Length)
                sum += a[i];
            c[column] = (float)(accumulate ? c[column] + sum : sum);
        }
    }

    public double SumOfSquares(Tensor source)
    {
        double sum = 0;
        foreach (var value in Floats(source))
            sum += (double)value * value;
        return sum;
    }

    public double Sum(Tensor source)
    {
        double sum = 0;
        foreach (var value in Floats(source))
            sum += value;
        return sum;
    }

    public void Activate(Activation activation, Tensor source, Tensor result)
    {
        var a = Floats(source);
        var c = Floats(result);
        for (var i = 0; i < c.Length; i++)
            c[i] = (float)Value(activation, a[i]);
    }

    public void ActivateBackward(Activation activation, Tensor resultGradient, Tensor source, Tensor sourceGradient, bool accumulate)
    {
        var g = Floats(resultGradient);
        var a = Floats(source);
        var c = Floats(sourceGradient);
        for (var i = 0; i < c.Length; i++)
        {
            var gradient = g[i] * Derivative(activation, a[i]);
            c[i] = (float)(accumulate ? c[i] + gradient : gradient);
        }
    }

    public void Gate(Activation activation, Tensor gateUp, Tensor result)
    {
        var a = Floats(gateUp);
        var c = Floats(result);
        var width = result.Shape[-1];
        for (var i = 0; i < c.Length; i++)
        {
            var gate = i / width * 2 * width + i % width;
            c[i] = (float)(Value(activation, a[gate]) * a[gate + width]);
        }
    }

    public void GateBackward(Activation activation, Tensor resultGradient, Tensor gateUp, Tensor gateUpGradient)
    {
        var g = Floats(resultGradient);
        var a = Floats(gateUp);
        var c = Floats(gateUpGradient);
        var width = resultGradient.Shape[-1];
        for (var i = 0; i < g.Length; i++)
        {
            var gate = i / width * 2 * width + i % width;
            c[gate] = (float)(g[i] * a[gate + width] * Derivative(activation, a[gate]));
            c[gate + width] = (float)(g[i] * Value(activation, a[gate]));
        }
    }

    public void Dropout(Tensor source, float probability, ulong seed, Tensor result) =>
        throw new NotSupportedException("Which elements survive is a backend's own choice.");

    private static double Value(Activation activation, double x) => activation switch
    {
        Activation.None => x,
        Activation.Gelu => x * NormalDistribution(x),
        Activation.GeluTanh => 0.5 * x * (1 + Math.Tanh(GeluInner(x))),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Relu => Math.Max(x, 0),
        Activation.Tanh => Math.Tanh(x),
        Activation.GeluSigmoid => x / (1 + Math.Exp(-1.702 * x)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };

    private static double Derivative(Activation activation, double x)
    {
        switch (activation)
        {
            case Activation.None:
                return 1;
            case Activation.Gelu:
                return NormalDistribution(x) + x * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);
            case Activation.GeluTanh:
                var tanh = Math.Tanh(GeluInner(x));
                return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * Math.Sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
            case Activation.Silu:
                var sigmoid = 1 / (1 + Math.Exp(-x));
                return sigmoid * (1 + x * (1 - sigmoid));
            case Activation.Relu:
                return x > 0 ? 1 : 0;
            case Activation.Tanh:
                return 1 - Math.Tanh(x) * Math.Tanh(x);
            case Activation.GeluSigmoid:
                var steep = 1 / (1 + Math.Exp(-1.702 * x));
                return steep * (1 + 1.702 * x * (1 - steep));
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    private static double GeluInner(double x) => Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);

    /// <summary>½ erfc(−x / √2): the error function's power series near zero, a continued fraction of its complement beyond.</summary>
    internal static double NormalDistribution(double x)
    {
        var z = Math.Abs(x) / Math.Sqrt(2);
        if (double.IsNaN(x))
            return x;
        if (z < 2.5)
        {
            var (term, sum) = (z, z);
            for (var n = 1; Math.Abs(term) > 1e-18; n++)
            {
                term *= -z * z / n;
                sum += term / (2 * n + 1);
            }

            return 0.5 + Math.Sign(x) * sum / Math.Sqrt(Math.PI);
        }

        double fraction = 0;
        for (var n = 60; n >= 1; n--)
            fraction = n / 2.0 / (z + fraction);
        var tail = 0.5 * Math.Exp(-z * z) / Math.Sqrt(Math.PI) / (z + fraction);
        return x < 0 ? tail : 1 - tail;
    }
}
