using System.Numerics;
using System.Runtime.Intrinsics;

namespace Pipelines.Retrieval;

/// <summary>What is summed over two vectors' elements, at each width.</summary>
internal interface IPairSum
{
    static abstract Vector512<float> Add(Vector512<float> sum, Vector512<float> left, Vector512<float> right);

    static abstract Vector<T> Add<T>(Vector<T> sum, Vector<T> left, Vector<T> right)
        where T : INumber<T>;

    static abstract T Add<T>(T sum, T left, T right)
        where T : INumber<T>;
}

/// <summary>Products: the inner product.</summary>
internal readonly struct ProductSum : IPairSum
{
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> left, Vector512<float> right) =>
        Vector512.FusedMultiplyAdd(left, right, sum);

    public static Vector<T> Add<T>(Vector<T> sum, Vector<T> left, Vector<T> right)
        where T : INumber<T> => sum + (left * right);

    public static T Add<T>(T sum, T left, T right)
        where T : INumber<T> => sum + (left * right);
}

/// <summary>Squares of differences.</summary>
internal readonly struct SquareSum : IPairSum
{
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> left, Vector512<float> right)
    {
        var difference = left - right;
        return Vector512.FusedMultiplyAdd(difference, difference, sum);
    }

    public static Vector<T> Add<T>(Vector<T> sum, Vector<T> left, Vector<T> right)
        where T : INumber<T>
    {
        var difference = left - right;
        return sum + (difference * difference);
    }

    public static T Add<T>(T sum, T left, T right)
        where T : INumber<T>
    {
        var difference = left - right;
        return sum + (difference * difference);
    }
}

/// <summary>Absolute differences.</summary>
internal readonly struct AbsoluteSum : IPairSum
{
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> left, Vector512<float> right) =>
        sum + Vector512.Abs(left - right);

    public static Vector<T> Add<T>(Vector<T> sum, Vector<T> left, Vector<T> right)
        where T : INumber<T> => sum + Vector.Abs(left - right);

    public static T Add<T>(T sum, T left, T right)
        where T : INumber<T> => sum + T.Abs(left - right);
}
