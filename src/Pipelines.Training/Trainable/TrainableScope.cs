namespace Pipelines.Training;

/// <summary>A part of a model that is often trained alone.</summary>
public enum TrainableScope
{
    /// <summary>Every parameter, also those that were frozen.</summary>
    All,

    /// <summary>The last of the numbered layers and what comes after it: the final norm and a head of its own.</summary>
    LastLayer,

    /// <summary>The tables of tokens, positions and the like. A head that is tied to one is trained with it.</summary>
    Embeddings,

    /// <summary>Every bias, of norms too (BitFit, Ben Zaken et al. 2022).</summary>
    Biases,

    /// <summary>The output head; where it is tied, the token embedding that it is.</summary>
    Head,
}
