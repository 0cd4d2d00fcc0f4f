namespace Pipelines.Tokenizers;

/// <summary>What a step of a compiled pattern does.</summary>
internal enum PatternOperation : byte
{
    /// <summary>Takes one character of the set.</summary>
    One,

    /// <summary>Takes A to B characters of the set (B -1: without limit), as many as possible.</summary>
    LoopGreedy,

    /// <summary>Takes A to B characters of the set, as few as possible.</summary>
    LoopLazy,

    /// <summary>Takes A to B characters of the set, as many as possible, for good.</summary>
    LoopPossessive,

    /// <summary>Goes on at A, and if that fails at B.</summary>
    Split,

    /// <summary>Goes on at A.</summary>
    Jump,

    /// <summary>Remembers the place in register A.</summary>
    Mark,

    /// <summary>Goes on at B if the place is still that of register A: a loop that takes nothing ends.</summary>
    LeaveIfStill,

    /// <summary>Asks for the place A, a <see cref="PatternAnchor"/>.</summary>
    Anchor,

    /// <summary>Asks whether (C = 0) or not (C = 1) what starts behind this step matches here; goes on at A.</summary>
    LookAhead,

    /// <summary>Asks whether (C = 0) or not (C = 1) what starts behind this step matches B characters before here; goes on at A.</summary>
    LookBehind,

    /// <summary>Takes the first match of what starts behind this step; goes on at A.</summary>
    Atomic,

    /// <summary>The end.</summary>
    Match,

    /// <summary>No match.</summary>
    Fail,
}

/// <summary>A step of a compiled pattern.</summary>
internal readonly record struct PatternInstruction(PatternOperation Operation, int A = 0, int B = 0, int C = 0, CharacterSet? Set = null);
