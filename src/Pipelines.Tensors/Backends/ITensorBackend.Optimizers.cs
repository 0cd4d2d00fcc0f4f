namespace Pipelines.Tensors;

public partial interface ITensorBackend
{
    /// <summary>
    /// One fused update of Adam or AdamW in place. <paramref name="maximum"/>, null for none, keeps the largest second moment, which then
    /// takes the second moment's place in the step (AMSGrad, Reddi et al. 2018).
    /// </summary>
    /// <param name="parameter">What is updated, of any shape.</param>
    /// <param name="gradient">The shape of <paramref name="parameter"/>.</param>
    /// <param name="firstMoment">The shape of <paramref name="parameter"/>, updated.</param>
    /// <param name="secondMoment">The shape of <paramref name="parameter"/>, updated.</param>
    /// <param name="maximum">The shape of <paramref name="parameter"/>, updated; null for none.</param>
    /// <param name="settings">Rates and decays.</param>
    void Adam(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, Tensor? maximum, in AdamSettings settings);

    /// <summary>
    /// One fused update of Adam or AdamW in place with moments of 8 bits: codes of <see cref="DynamicMap"/>, signed for the first and
    /// unsigned for the second, with a scale for each block of elements. Second moments above 0 are rounded to more than 0.
    /// </summary>
    /// <param name="parameter">What is updated, of any shape.</param>
    /// <param name="gradient">The shape of <paramref name="parameter"/>.</param>
    /// <param name="firstCodes">UInt8 [elements of the parameter].</param>
    /// <param name="firstScales">[blocks].</param>
    /// <param name="secondCodes">UInt8 [elements of the parameter].</param>
    /// <param name="secondScales">[blocks].</param>
    /// <param name="blockSize">Elements of a block, at most 4096; the last block may be shorter.</param>
    /// <param name="settings">Without an offset.</param>
    void Adam8Bit(
        Tensor parameter, Tensor gradient, Tensor firstCodes, Tensor firstScales, Tensor secondCodes, Tensor secondScales, int blockSize,
        in AdamSettings settings);

    /// <summary>
    /// One fused update of gradient descent in place; <paramref name="velocity"/> is there where the settings have a momentum.
    /// </summary>
    /// <param name="parameter">What is updated, of any shape.</param>
    /// <param name="gradient">The shape of <paramref name="parameter"/>.</param>
    /// <param name="velocity">The shape of <paramref name="parameter"/>; null without momentum.</param>
    /// <param name="settings">Rate, momentum and decay.</param>
    void Sgd(Tensor parameter, Tensor gradient, Tensor? velocity, in SgdSettings settings);

    /// <summary>
    /// One fused update of RMSprop in place; it is centred where <paramref name="mean"/> is there, and <paramref name="velocity"/> is there
    /// where the settings have a momentum.
    /// </summary>
    /// <param name="parameter">What is updated, of any shape.</param>
    /// <param name="gradient">The shape of <paramref name="parameter"/>.</param>
    /// <param name="squareMean">The shape of <paramref name="parameter"/>, updated.</param>
    /// <param name="mean">The shape of <paramref name="parameter"/>, updated; null where it is not centred.</param>
    /// <param name="velocity">The shape of <paramref name="parameter"/>, updated; null without momentum.</param>
    /// <param name="settings">Rates and decays.</param>
    void RmsProp(Tensor parameter, Tensor gradient, Tensor squareMean, Tensor? mean, Tensor? velocity, in RmsPropSettings settings);

    /// <summary>One fused update of Adagrad in place.</summary>
    /// <param name="parameter">What is updated, of any shape.</param>
    /// <param name="gradient">The shape of <paramref name="parameter"/>.</param>
    /// <param name="squareSum">The shape of <paramref name="parameter"/>, updated.</param>
    /// <param name="settings">Rates and decays.</param>
    void Adagrad(Tensor parameter, Tensor gradient, Tensor squareSum, in AdagradSettings settings);

    /// <summary>One fused update of Lion in place.</summary>
    /// <param name="parameter">What is updated, of any shape.</param>
    /// <param name="gradient">The shape of <paramref name="parameter"/>.</param>
    /// <param name="moment">The shape of <paramref name="parameter"/>, updated.</param>
    /// <param name="settings">Rates and decays.</param>
    void Lion(Tensor parameter, Tensor gradient, Tensor moment, in LionSettings settings);

    /// <summary>
    /// One update of Adafactor in place, of a parameter with two dimensions or more: the last two are matrices, of
    /// which <paramref name="rowMeans"/> and <paramref name="columnMeans"/> keep mean squares.
    /// </summary>
    /// <param name="parameter">What is updated: […, rows, columns].</param>
    /// <param name="gradient">The shape of <paramref name="parameter"/>.</param>
    /// <param name="rowMeans">[…, rows], updated.</param>
    /// <param name="columnMeans">[…, columns], updated.</param>
    /// <param name="moment">The shape of <paramref name="parameter"/>: a mean of updates; null for none.</param>
    /// <param name="settings">Rates and decays.</param>
    void Adafactor(
        Tensor parameter, Tensor gradient, Tensor rowMeans, Tensor columnMeans, Tensor? moment, in AdafactorSettings settings);

    /// <summary>One update of Adafactor in place with a mean square for every element: of scalars and vectors.</summary>
    /// <param name="parameter">What is updated, of any shape.</param>
    /// <param name="gradient">The shape of <paramref name="parameter"/>.</param>
    /// <param name="squareMeans">The shape of <paramref name="parameter"/>, updated.</param>
    /// <param name="moment">The shape of <paramref name="parameter"/>: a mean of updates; null for none.</param>
    /// <param name="settings">Rates and decays.</param>
    void AdafactorUnfactored(Tensor parameter, Tensor gradient, Tensor squareMeans, Tensor? moment, in AdafactorSettings settings);
}
