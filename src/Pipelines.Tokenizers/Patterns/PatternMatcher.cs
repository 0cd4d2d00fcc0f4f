namespace Pipelines.Tokenizers;

/// <summary>Runs a compiled pattern: depth first, the first way that leads to a match wins. Not for several threads at once.</summary>
/// <remarks>Ways still to be tried lie on a stack of its own, so that no text is too long; too many of them are an error.</remarks>
internal sealed class PatternMatcher(PatternInstruction[] steps, int registerCount)
{
    private const int FrameSize = 4;
    private const long FreeWays = 20_000_000;

    // What a frame on the stack says: go on elsewhere, give back or take a character of a loop, restore a register.
    private const int Elsewhere = 0;
    private const int GiveBack = 1;
    private const int TakeMore = 2;
    private const int Restore = 3;

    private readonly int[] _registers = new int[registerCount];
    private int[] _stack = new int[64 * FrameSize];
    private int _top;
    private long _ways;

    /// <summary>Whether the stack has grown so much that the matcher is not worth keeping.</summary>
    public bool IsLarge => _stack.Length > 1 << 18;

    /// <summary>The end of the match that starts at a place, or -1.</summary>
    public int Match(ReadOnlySpan<char> text, int start)
    {
        _top = 0;
        _ways = FreeWays + (64L * text.Length);
        return Run(text, 0, start);
    }

    private int Run(ReadOnlySpan<char> text, int step, int at)
    {
        int floor = _top;
        while (true)
        {
            ref readonly PatternInstruction now = ref steps[step];
            bool goesOn = true;
            switch (now.Operation)
            {
                case PatternOperation.One:
                    if (at < text.Length && now.Set!.Contains(CharacterProperties.At(text, at, out int length)))
                        at += length;
                    else
                        goesOn = false;
                    step++;
                    break;
                case PatternOperation.LoopGreedy or PatternOperation.LoopPossessive:
                    int least = at;
                    int end = at;
                    int count = 0;
                    while (count != now.B && end < text.Length && now.Set!.Contains(CharacterProperties.At(text, end, out int width)))
                    {
                        end += width;
                        if (++count == now.A)
                            least = end;
                    }
                    if (count < now.A)
                        goesOn = false;
                    else if (end > least && now.Operation == PatternOperation.LoopGreedy)
                        Push(GiveBack, step + 1, least, end);
                    at = end;
                    step++;
                    break;
                case PatternOperation.LoopLazy:
                    int taken = 0;
                    while (taken < now.A && at < text.Length && now.Set!.Contains(CharacterProperties.At(text, at, out int wide)))
                    {
                        at += wide;
                        taken++;
                    }
                    if (taken < now.A)
                        goesOn = false;
                    else if (taken != now.B)
                        Push(TakeMore, step, taken, at);
                    step++;
                    break;
                case PatternOperation.Split:
                    Push(Elsewhere, now.B, 0, at);
                    step = now.A;
                    break;
                case PatternOperation.Jump:
                    step = now.A;
                    break;
                case PatternOperation.Mark:
                    Push(Restore, now.A, _registers[now.A], 0);
                    _registers[now.A] = at;
                    step++;
                    break;
                case PatternOperation.LeaveIfStill:
                    step = _registers[now.A] == at ? now.B : step + 1;
                    break;
                case PatternOperation.Anchor:
                    goesOn = IsAt(text, at, (PatternAnchor)now.A);
                    step++;
                    break;
                case PatternOperation.LookAhead:
                    goesOn = Run(text, step + 1, at) >= 0 != (now.C == 1);
                    step = now.A;
                    break;
                case PatternOperation.LookBehind:
                    int from = Back(text, at, now.B);
                    goesOn = (from >= 0 && Run(text, step + 1, from) == at) != (now.C == 1);
                    step = now.A;
                    break;
                case PatternOperation.Atomic:
                    at = Run(text, step + 1, at);
                    goesOn = at >= 0;
                    step = now.A;
                    break;
                case PatternOperation.Match:
                    // Ways inside are given up. Their registers need no restoring: an outer loop sets its own again.
                    _top = floor;
                    return at;
                default:
                    goesOn = false;
                    break;
            }
            if (!goesOn && !Pop(text, floor, ref step, ref at))
                return -1;
        }
    }

    private bool Pop(ReadOnlySpan<char> text, int floor, ref int step, ref int at)
    {
        while (_top > floor)
        {
            if (--_ways < 0)
            {
                throw new TokenizationException(
                    "A regular expression of the tokenizer tries too many ways to match this text; break the text into rows, or simplify "
                    + "the expression.", at < 0 ? null : at);
            }
            _top -= FrameSize;
            int place = _stack[_top + 3];
            int value = _stack[_top + 2];
            step = _stack[_top + 1];
            switch (_stack[_top])
            {
                case Elsewhere:
                    at = place;
                    return true;
                case GiveBack:
                    CharacterProperties.Before(text, place, out int length);
                    at = place - length;
                    if (at > value)
                        Push(GiveBack, step, value, at);
                    return true;
                case TakeMore:
                    ref readonly PatternInstruction loop = ref steps[step];
                    if (place >= text.Length || !loop.Set!.Contains(CharacterProperties.At(text, place, out int width)))
                        break;
                    at = place + width;
                    if (value + 1 != loop.B)
                        Push(TakeMore, step, value + 1, at);
                    step++;
                    return true;
                default:
                    _registers[step] = value;
                    break;
            }
        }
        return false;
    }

    private static int Back(ReadOnlySpan<char> text, int at, int count)
    {
        for (; count > 0; count--)
        {
            if (at == 0)
                return -1;
            CharacterProperties.Before(text, at, out int length);
            at -= length;
        }
        return at;
    }

    private static bool IsAt(ReadOnlySpan<char> text, int at, PatternAnchor anchor)
    {
        switch (anchor)
        {
            case PatternAnchor.LineStart:
                return at == 0 || (text[at - 1] == '\n' && at < text.Length);
            case PatternAnchor.LineEnd:
                return at == text.Length || text[at] == '\n';
            case PatternAnchor.TextStart:
                return at == 0;
            case PatternAnchor.TextEnd:
                return at == text.Length;
            case PatternAnchor.TextEndOrLastLine:
                return at == text.Length || (at == text.Length - 1 && text[at] == '\n');
            default:
                bool before = at > 0 && CharacterProperties.IsPatternWord(CharacterProperties.Before(text, at, out _));
                bool after = at < text.Length && CharacterProperties.IsPatternWord(CharacterProperties.At(text, at, out _));
                return before != after == (anchor == PatternAnchor.WordBoundary);
        }
    }

    private void Push(int kind, int step, int value, int place)
    {
        if (_top + FrameSize > _stack.Length)
        {
            if (_stack.Length > 1 << 28)
                throw new TokenizationException(
                    "A regular expression of the tokenizer needs too much memory for this text; break the text into rows.");
            Array.Resize(ref _stack, _stack.Length * 2);
        }
        _stack[_top] = kind;
        _stack[_top + 1] = step;
        _stack[_top + 2] = value;
        _stack[_top + 3] = place;
        _top += FrameSize;
    }
}
