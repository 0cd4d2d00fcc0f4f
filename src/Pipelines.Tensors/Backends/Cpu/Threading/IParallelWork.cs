namespace Pipelines.Tensors;

/// <summary>
/// A kernel call cut into numbered items, by the size of the problem and never by the number of threads, so that results do not depend on
/// it. Items run in any order and at the same time; each is run once.
/// </summary>
internal interface IParallelWork
{
    /// <summary>Runs one item.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="slot">
    /// Who runs it: below <see cref="WorkerPool.SlotCount"/>, and no two items of a call run in one slot at once.
    /// </param>
    void Execute(int index, int slot);
}
