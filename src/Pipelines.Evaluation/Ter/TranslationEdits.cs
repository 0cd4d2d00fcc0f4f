namespace Pipelines.Evaluation;

/// <summary>
/// The least number of edits found that make a candidate its reference, where moving a run of words is one (Snover et al. 2006): the move
/// that saves most is made as long as one saves anything, with Tercom's limits.
/// </summary>
internal sealed class TranslationEdits
{
    private const int LongestRun = 10;
    private const int FarthestMove = 50;
    private const int MostTried = 1000;

    private readonly EditDistance _distance = new();

    public int Count(int[] candidate, int[] reference)
    {
        if (reference.Length == 0)
            return candidate.Length;
        var (moves, tried) = (0, 0);
        while (Move(candidate, reference, ref tried) is { } moved && tried < MostTried)
            (candidate, moves) = (moved, moves + 1);
        return moves + _distance.Compute(candidate, reference);
    }

    // The candidate after the best move; null where none saves an edit.
    private int[]? Move(int[] candidate, int[] reference, ref int tried)
    {
        var before = _distance.Compute(candidate, reference);
        var aligned = new int[reference.Length];
        var (candidateErrors, referenceErrors) = (new bool[candidate.Length], new bool[reference.Length]);
        _distance.Align(candidate.Length, aligned, candidateErrors, referenceErrors);
        (int Saved, int Length, int Start, int Target) best = default;
        int[]? moved = null;
        for (var start = 0; start < candidate.Length; start++)
        {
            for (var match = 0; match < reference.Length; match++)
            {
                if (Math.Abs(match - start) > FarthestMove)
                    continue;
                for (var length = 1; IsRun(candidate, reference, start, match, length); length++)
                {
                    // Only what is wrong moves, only to where something is missing, and not into itself.
                    if (!candidateErrors.AsSpan(start, length).Contains(true) || !referenceErrors.AsSpan(match, length).Contains(true)
                        || (start <= aligned[match] && aligned[match] < start + length))
                    {
                        continue;
                    }

                    var last = -1;
                    for (var offset = -1; offset < length && match + offset < reference.Length; offset++)
                    {
                        var target = match + offset == -1 ? 0 : aligned[match + offset] + 1;
                        if (target == last)
                            continue;
                        last = target;
                        var words = Moved(candidate, start, length, target);
                        var option = (before - _distance.Compute(words, reference), length, start, target);
                        tried++;
                        if (moved is null || IsBetter(option, best))
                            (best, moved) = (option, words);
                    }

                    if (tried >= MostTried)
                        return best.Saved > 0 ? moved : null;
                }
            }
        }

        return best.Saved > 0 ? moved : null;
    }

    private static bool IsRun(int[] candidate, int[] reference, int start, int match, int length) =>
        length <= LongestRun && start + length <= candidate.Length && match + length <= reference.Length
        && candidate[start + length - 1] == reference[match + length - 1];

    private static bool IsBetter((int Saved, int Length, int Start, int Target) a, (int Saved, int Length, int Start, int Target) b) =>
        (a.Saved, a.Length, -a.Start, -a.Target).CompareTo((b.Saved, b.Length, -b.Start, -b.Target)) > 0;

    private static int[] Moved(int[] words, int start, int length, int target)
    {
        if (target < start)
            return [.. words[..target], .. words[start..(start + length)], .. words[target..start], .. words[(start + length)..]];
        // A target inside the run counts from its start.
        var end = target > start + length ? target : Math.Min(words.Length, length + target);
        return [.. words[..start], .. words[(start + length)..end], .. words[start..(start + length)], .. words[end..]];
    }
}
