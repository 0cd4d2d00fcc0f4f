using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The vectors of all micro-batches of a step, and the gradient of the step's loss by each of them.</summary>
internal sealed class StepGradients(ContrastiveObjective objective, int size)
{
    private readonly List<(ContrastiveTexts Texts, float[] Vectors, RandomState Random)> _batches = [];
    private double[] _losses = [];
    private int _next;

    public int RowCount { get; private set; }

    /// <summary>Takes the vectors of a micro-batch.</summary>
    /// <param name="texts">Its texts.</param>
    /// <param name="vectors">[texts, size]; copied.</param>
    /// <param name="random">Where the generator stood before they were computed.</param>
    public void Add(ContrastiveTexts texts, ReadOnlySpan<float> vectors, RandomState random)
    {
        _batches.Add((texts, vectors.ToArray(), random));
        RowCount += texts.RowCount;
    }

    /// <summary>Computes the loss, a sum, and replaces the vectors by its gradient.</summary>
    /// <returns>How many rows are nearer to their positive than to any negative.</returns>
    public int Compute(ITensorBackend backend)
    {
        // All anchors, all positives, all negatives: a micro-batch has a run of each.
        var places = new List<(int Batch, int Text)>();
        foreach (var section in (int[])[0, 1, 2])
        {
            for (var b = 0; b < _batches.Count; b++)
            {
                var rows = _batches[b].Texts.RowCount;
                var end = section == 2 ? _batches[b].Texts.Tokens.Count : (section + 1) * rows;
                for (var text = section * rows; text < end; text++)
                    places.Add((b, text));
            }
        }

        var (numbers, all) = (new int[places.Count], new float[places.Count * size]);
        for (var i = 0; i < places.Count; i++)
        {
            var (texts, vectors, _) = _batches[places[i].Batch];
            numbers[i] = texts.Numbers[places[i].Text];
            vectors.AsSpan(places[i].Text * size, size).CopyTo(all.AsSpan(i * size));
        }

        using var tape = new GradientTape();
        var anchors = backend.FromArray(all.AsSpan(0, RowCount * size), new Shape(RowCount, size));
        var candidates = backend.FromArray(all.AsSpan(RowCount * size), new Shape(places.Count - RowCount, size));
        (anchors.RequiresGradient, candidates.RequiresGradient) = (true, true);
        _losses = new double[RowCount];
        var loss = ContrastiveLoss.Apply(
            Functional.Linear(anchors, candidates),
            new ContrastiveCandidates(numbers[..RowCount], numbers[RowCount..], objective.MasksFalseNegatives), objective, 1, _losses,
            out var hits);
        tape.Backward(loss);
        var byAnchors = anchors.Gradient!.AsSpan<float>();
        var byCandidates = candidates.Gradient!.AsSpan<float>();
        for (var i = 0; i < places.Count; i++)
        {
            var gradient = i < RowCount ? byAnchors.Slice(i * size, size) : byCandidates.Slice((i - RowCount) * size, size);
            gradient.CopyTo(_batches[places[i].Batch].Vectors.AsSpan(places[i].Text * size));
        }

        return hits;
    }

    /// <summary>Goes to the next micro-batch.</summary>
    /// <param name="share">Which one it is, for <see cref="Send"/>.</param>
    /// <returns>Where the generator stood before its vectors were computed.</returns>
    public RandomState Next(out int share)
    {
        share = _next++;
        return _batches[share].Random;
    }

    /// <summary>The loss of a micro-batch's rows, which sends back the gradient of the whole step's.</summary>
    public Tensor Send(Tensor vectors, int share, double normalizer)
    {
        var first = 0;
        for (var b = 0; b < share; b++)
            first += _batches[b].Texts.RowCount;
        var sum = 0.0;
        for (var row = 0; row < _batches[share].Texts.RowCount; row++)
            sum += _losses[first + row];
        var gradient = _batches[share].Vectors;
        for (var i = 0; i < gradient.Length; i++)
            gradient[i] = (float)(gradient[i] / normalizer);
        return GivenGradient.Apply(vectors, gradient, sum / normalizer);
    }
}
