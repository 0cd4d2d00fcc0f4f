using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>What one adapter has in one module.</summary>
/// <param name="rank">The rank.</param>
/// <param name="scale">The factor on the product.</param>
/// <param name="a">[rank, in].</param>
/// <param name="b">[out, rank].</param>
internal sealed class LoraWeights(int rank, float scale, Parameter a, Parameter b) : IDisposable
{
    public int Rank { get; } = rank;

    public float Scale { get; } = scale;

    public Parameter A { get; } = a;

    public Parameter B { get; } = b;

    /// <summary>B's bias [out], or null.</summary>
    public Parameter? Bias { get; init; }

    /// <summary>DoRA's lengths, or null.</summary>
    public Magnitude? Magnitude { get; init; }

    /// <summary>What is dropped of the inputs.</summary>
    public Dropout? Dropout { get; init; }

    /// <summary>What A and B started with, where that is subtracted; null where B started at zero.</summary>
    public (Tensor A, Tensor B)? Start { get; set; }

    public void SetTrainable(bool value)
    {
        A.RequiresGradient = value;
        B.RequiresGradient = value;
        if (Bias is not null)
            Bias.RequiresGradient = value;
        if (Magnitude is not null)
            Magnitude.Weight.RequiresGradient = value;
    }

    /// <summary>Adds the product, scaled, to a weight [out, in], or [in, out] transposed.</summary>
    public void AddProduct(Tensor target, bool isTransposed)
    {
        Add(A.Value, B.Value, Scale);
        if (Start is var (a, b))
            Add(a, b, -Scale);

        void Add(Tensor left, Tensor right, float factor)
        {
            if (isTransposed)
                target.Backend.MatMul(left, true, right, true, target, factor, accumulate: true);
            else
                target.Backend.MatMul(right, false, left, false, target, factor, accumulate: true);
        }
    }

    /// <summary>Adds some rows of the product, scaled, to those rows of a weight [out, in].</summary>
    /// <param name="target">The rows of the weight.</param>
    /// <param name="firstRow">The first of them.</param>
    public void AddProductRows(Tensor target, int firstRow)
    {
        Add(A.Value, B.Value, Scale);
        if (Start is var (a, b))
            Add(a, b, -Scale);

        void Add(Tensor left, Tensor right, float factor)
        {
            using var rows = Functional.Slice(right, 0, firstRow, target.Shape[0]);
            target.Backend.MatMul(rows, false, left, false, target, factor, accumulate: true);
        }
    }

    /// <summary>Releases what no module owns.</summary>
    public void Dispose()
    {
        Start?.A.Dispose();
        Start?.B.Dispose();
        Start = null;
    }
}
