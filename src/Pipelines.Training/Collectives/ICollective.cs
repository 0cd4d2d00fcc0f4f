using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>What processes that train one model together say to each other.</summary>
public interface ICollective
{
    /// <summary>This process's number, from 0.</summary>
    int Rank { get; }

    /// <summary>How many processes there are.</summary>
    int WorldSize { get; }

    /// <summary>Replaces each process's tensor, of the same shape in all, by the sum over all, the same bits everywhere.</summary>
    void SumAcross(Tensor tensor);

    /// <summary>The sum of a number over all processes.</summary>
    double SumAcross(double value);
}
