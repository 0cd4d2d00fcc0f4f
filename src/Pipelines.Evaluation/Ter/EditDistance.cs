namespace Pipelines.Evaluation;

/// <summary>
/// The least number of words to change, leave out or put in, within a band about the diagonal as in Tercom, and how each reference word is
/// met.
/// </summary>
internal sealed class EditDistance
{
    private const int BandWidth = 25;
    private const int Unreached = int.MaxValue / 2;

    private int[] _costs = [];
    private Step[] _steps = [];

    private enum Step : byte
    {
        None,
        Same,
        Change,
        LeaveOut,
        PutIn,
    }

    /// <summary>The distance between a candidate and its reference.</summary>
    public int Compute(ReadOnlySpan<int> candidate, ReadOnlySpan<int> reference)
    {
        var width = reference.Length + 1;
        var size = checked((candidate.Length + 1) * width);
        if (_costs.Length < size)
            (_costs, _steps) = (new int[size], new Step[size]);
        _costs.AsSpan(0, size).Fill(Unreached);
        _steps.AsSpan(0, size).Clear();
        for (var j = 0; j < width; j++)
            (_costs[j], _steps[j]) = (j, Step.PutIn);
        var ratio = candidate.Length == 0 ? 1.0 : reference.Length / (double)candidate.Length;
        var band = BandWidth < ratio / 2 ? (int)Math.Ceiling(ratio / 2 + BandWidth) : BandWidth;
        for (var i = 1; i <= candidate.Length; i++)
        {
            var diagonal = (int)Math.Floor(i * ratio);
            var first = Math.Max(0, diagonal - band);
            var end = i == candidate.Length ? width : Math.Min(width, diagonal + band);
            for (var j = first; j < end; j++)
            {
                var place = i * width + j;
                if (j == 0)
                {
                    (_costs[place], _steps[place]) = (_costs[place - width] + 1, Step.LeaveOut);
                    continue;
                }

                // Of equal costs the first wins: which decides the alignment, and so what is moved.
                var same = candidate[i - 1] == reference[j - 1];
                Take(place, _costs[place - width - 1] + (same ? 0 : 1), same ? Step.Same : Step.Change);
                Take(place, _costs[place - width] + 1, Step.LeaveOut);
                Take(place, _costs[place - 1] + 1, Step.PutIn);
            }
        }

        return _costs[size - 1];
    }

    /// <summary>Reads the alignment of the last distance computed.</summary>
    /// <param name="candidateLength">Words of the candidate.</param>
    /// <param name="aligned">For each reference word the candidate's that stands for it, or the one before where it was put in.</param>
    /// <param name="candidateErrors">Which candidate words are wrong.</param>
    /// <param name="referenceErrors">Which reference words are not met.</param>
    public void Align(int candidateLength, Span<int> aligned, Span<bool> candidateErrors, Span<bool> referenceErrors)
    {
        var (i, j, width) = (candidateLength, aligned.Length, aligned.Length + 1);
        while (i > 0 || j > 0)
        {
            switch (_steps[i * width + j])
            {
                case Step.Same or Step.Change:
                    var wrong = _steps[i * width + j] == Step.Change;
                    (candidateErrors[--i], referenceErrors[--j]) = (wrong, wrong);
                    aligned[j] = i;
                    break;
                case Step.LeaveOut:
                    candidateErrors[--i] = true;
                    break;
                default:
                    referenceErrors[--j] = true;
                    aligned[j] = i - 1;
                    break;
            }
        }
    }

    private void Take(int place, int cost, Step step)
    {
        if (cost < _costs[place])
            (_costs[place], _steps[place]) = (cost, step);
    }
}
