namespace Pipelines.Tokenizers;

/// <summary>Turns a pattern that has been read into steps for <see cref="PatternMatcher"/>.</summary>
internal sealed class PatternCompiler
{
    private const int MaximumSize = 20_000;

    private readonly List<PatternInstruction> _steps = [];
    private int _registerCount;

    /// <summary>
    /// The steps, how many registers they use, and the characters a match can start with (null: any, or it may be empty).
    /// </summary>
    public static (PatternInstruction[] Steps, int RegisterCount, CharacterSet? First) Compile(PatternNode pattern)
    {
        var compiler = new PatternCompiler();
        compiler.Add(pattern);
        compiler.Emit(new PatternInstruction(PatternOperation.Match));
        var first = new List<CharacterSet>();
        CharacterSet? start = CanBeEmpty(pattern, first) ? null : new CharacterSet(scalar => first.Exists(set => set.Test(scalar)));
        return ([.. compiler._steps], compiler._registerCount, start);
    }

    private void Add(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.One one:
                Emit(new PatternInstruction(PatternOperation.One, Set: one.Set));
                break;
            case PatternNode.Sequence sequence:
                foreach (PatternNode part in sequence.Parts)
                    Add(part);
                break;
            case PatternNode.Choice choice:
                AddChoice(choice.Alternatives);
                break;
            case PatternNode.Repeat repeat:
                AddRepeat(repeat);
                break;
            case PatternNode.Anchor anchor:
                Emit(new PatternInstruction(PatternOperation.Anchor, (int)anchor.Kind));
                break;
            case PatternNode.Atomic atomic:
                AddInner(PatternOperation.Atomic, atomic.Part, 0, 0);
                break;
            case PatternNode.Look look when look.IsBehind:
                AddLookBehind(look);
                break;
            case PatternNode.Look look:
                AddInner(PatternOperation.LookAhead, look.Part, 0, look.IsNegative ? 1 : 0);
                break;
        }
    }

    private void AddChoice(IReadOnlyList<PatternNode> alternatives)
    {
        var ends = new List<int>();
        for (int index = 0; index < alternatives.Count - 1; index++)
        {
            int split = Emit(default);
            Add(alternatives[index]);
            ends.Add(Emit(default));
            _steps[split] = new PatternInstruction(PatternOperation.Split, split + 1, _steps.Count);
        }
        Add(alternatives[^1]);
        foreach (int end in ends)
            _steps[end] = new PatternInstruction(PatternOperation.Jump, _steps.Count);
    }

    private void AddRepeat(PatternNode.Repeat repeat)
    {
        if (repeat.Part is PatternNode.One one)
        {
            PatternOperation operation = repeat.Greed switch
            {
                PatternGreed.Greedy => PatternOperation.LoopGreedy,
                PatternGreed.Lazy => PatternOperation.LoopLazy,
                _ => PatternOperation.LoopPossessive,
            };
            Emit(new PatternInstruction(operation, repeat.Minimum, repeat.Maximum, Set: one.Set));
            return;
        }
        if (repeat.Greed == PatternGreed.Possessive)
        {
            AddInner(PatternOperation.Atomic, repeat with { Greed = PatternGreed.Greedy }, 0, 0);
            return;
        }
        for (int count = 0; count < repeat.Minimum; count++)
            Add(repeat.Part);
        if (repeat.Maximum >= 0)
        {
            var splits = new List<int>();
            for (int count = repeat.Minimum; count < repeat.Maximum; count++)
            {
                splits.Add(Emit(default));
                Add(repeat.Part);
            }
            foreach (int split in splits)
                _steps[split] = Branch(split + 1, _steps.Count, repeat.Greed);
            return;
        }
        int register = _registerCount++;
        int start = Emit(default);
        Emit(new PatternInstruction(PatternOperation.Mark, register));
        Add(repeat.Part);
        int leave = Emit(default);
        Emit(new PatternInstruction(PatternOperation.Jump, start));
        _steps[leave] = new PatternInstruction(PatternOperation.LeaveIfStill, register, _steps.Count);
        _steps[start] = Branch(start + 1, _steps.Count, repeat.Greed);
    }

    private static PatternInstruction Branch(int inner, int outer, PatternGreed greed) => greed == PatternGreed.Lazy
        ? new PatternInstruction(PatternOperation.Split, outer, inner)
        : new PatternInstruction(PatternOperation.Split, inner, outer);

    // What stands behind is matched by itself and ends in Match.
    private void AddInner(PatternOperation operation, PatternNode inner, int length, int negative)
    {
        int start = Emit(default);
        Add(inner);
        Emit(new PatternInstruction(PatternOperation.Match));
        _steps[start] = new PatternInstruction(operation, _steps.Count, length, negative);
    }

    private void AddLookBehind(PatternNode.Look look)
    {
        IReadOnlyList<PatternNode> alternatives = look.Part is PatternNode.Choice choice ? choice.Alternatives : [look.Part];
        int[] lengths = [.. alternatives.Select(Length)];
        if (look.IsNegative)
        {
            for (int index = 0; index < lengths.Length; index++)
                AddInner(PatternOperation.LookBehind, alternatives[index], lengths[index], 1);
            return;
        }
        var ends = new List<int>();
        for (int index = 0; index < lengths.Length; index++)
        {
            int split = Emit(default);
            AddInner(PatternOperation.LookBehind, alternatives[index], lengths[index], 0);
            ends.Add(Emit(default));
            _steps[split] = new PatternInstruction(PatternOperation.Split, split + 1, _steps.Count);
        }
        Emit(new PatternInstruction(PatternOperation.Fail));
        foreach (int end in ends)
            _steps[end] = new PatternInstruction(PatternOperation.Jump, _steps.Count);
    }

    private static int Length(PatternNode node) => node switch
    {
        PatternNode.One => 1,
        PatternNode.Sequence sequence => sequence.Parts.Sum(Length),
        PatternNode.Choice choice when choice.Alternatives.Select(Length).Distinct().Count() == 1 => Length(choice.Alternatives[0]),
        PatternNode.Repeat repeat when repeat.Minimum == repeat.Maximum => Length(repeat.Part) * repeat.Minimum,
        PatternNode.Atomic atomic => Length(atomic.Part),
        PatternNode.Anchor or PatternNode.Look => 0,
        _ => throw new PatternException("A regular expression looks behind for text of varying length, which is not supported."),
    };

    private int Emit(PatternInstruction step)
    {
        if (_steps.Count >= MaximumSize)
            throw new PatternException($"A regular expression is too large: its repetitions unfold to more than {MaximumSize} steps.");
        _steps.Add(step);
        return _steps.Count - 1;
    }

    private static bool CanBeEmpty(PatternNode node, List<CharacterSet> first)
    {
        switch (node)
        {
            case PatternNode.One one:
                first.Add(one.Set);
                return false;
            case PatternNode.Sequence sequence:
                foreach (PatternNode part in sequence.Parts)
                {
                    if (!CanBeEmpty(part, first))
                        return false;
                }
                return true;
            case PatternNode.Choice choice:
                bool any = false;
                foreach (PatternNode alternative in choice.Alternatives)
                    any |= CanBeEmpty(alternative, first);
                return any;
            case PatternNode.Repeat repeat:
                return CanBeEmpty(repeat.Part, first) || repeat.Minimum == 0;
            case PatternNode.Atomic atomic:
                return CanBeEmpty(atomic.Part, first);
            default:
                return true;
        }
    }
}
