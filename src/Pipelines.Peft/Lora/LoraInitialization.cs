namespace Pipelines.Peft;

/// <summary>What a fresh adapter starts with.</summary>
public enum LoraInitialization
{
    /// <summary>A uniform as PyTorch's linear layers, B zero: the model starts as the base.</summary>
    Default,

    /// <summary>A normal with a standard deviation of 1/rank, B zero.</summary>
    Gaussian,

    /// <summary>
    /// The principal singular values and vectors of the weight (Meng et al. 2024). The base stays as it is: what the adapter starts with is
    /// subtracted as a second, frozen product.
    /// </summary>
    Pissa,

    /// <summary>The first columns and rows of the weight's QR decomposition (Büyükakyüz 2024); the base stays as it is.</summary>
    Olora,

    /// <summary>A and B both random, so that the model does not start as the base; for tests.</summary>
    Random,
}
