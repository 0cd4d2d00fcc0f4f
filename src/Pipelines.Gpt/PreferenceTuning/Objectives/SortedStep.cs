using System.Runtime.InteropServices;

namespace Pipelines.Gpt;

/// <summary>
/// The pairs of all micro-batches of a step under a loss that compares them with each other: evaluated together, then given out
/// batch by batch.
/// </summary>
internal sealed class SortedStep
{
    private readonly List<double> _chosen = [], _rejected = [], _referenceChosen = [], _referenceRejected = [];
    private double[] _losses = [], _byChosen = [], _byRejected = [];
    private int _next;

    /// <summary>Forgets everything: batches stand for themselves.</summary>
    public void Clear()
    {
        _chosen.Clear();
        _rejected.Clear();
        _referenceChosen.Clear();
        _referenceRejected.Clear();
        _next = 0;
    }

    /// <summary>Adds the pairs of a batch.</summary>
    public void Add(
        int count, ReadOnlySpan<double> chosen, ReadOnlySpan<double> rejected, ReadOnlySpan<double> referenceChosen,
        ReadOnlySpan<double> referenceRejected)
    {
        _chosen.AddRange(chosen[..count]);
        _rejected.AddRange(rejected[..count]);
        _referenceChosen.AddRange(referenceChosen[..count]);
        _referenceRejected.AddRange(referenceRejected[..count]);
    }

    /// <summary>Evaluates the loss of all pairs.</summary>
    public void Evaluate(PreferenceLoss loss)
    {
        var count = _chosen.Count;
        if (_losses.Length < count)
            (_losses, _byChosen, _byRejected) = (new double[count], new double[count], new double[count]);
        loss.Evaluate(
            CollectionsMarshal.AsSpan(_chosen), CollectionsMarshal.AsSpan(_rejected), CollectionsMarshal.AsSpan(_referenceChosen),
            CollectionsMarshal.AsSpan(_referenceRejected), _losses, _byChosen, _byRejected);
    }

    /// <summary>Gives the terms of the next batch; false where nothing was added.</summary>
    public bool TryTake(int count, Span<double> losses, Span<double> byChosen, Span<double> byRejected)
    {
        if (_chosen.Count == 0)
            return false;
        _losses.AsSpan(_next, count).CopyTo(losses);
        _byChosen.AsSpan(_next, count).CopyTo(byChosen);
        _byRejected.AsSpan(_next, count).CopyTo(byRejected);
        _next += count;
        return true;
    }
}
