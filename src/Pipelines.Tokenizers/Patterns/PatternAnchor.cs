namespace Pipelines.Tokenizers;

/// <summary>The places that a pattern can ask for, with Oniguruma's meaning: <c>^</c> and <c>$</c> are those of lines.</summary>
internal enum PatternAnchor
{
    /// <summary><c>^</c></summary>
    LineStart,

    /// <summary><c>$</c></summary>
    LineEnd,

    /// <summary><c>\A</c></summary>
    TextStart,

    /// <summary><c>\z</c></summary>
    TextEnd,

    /// <summary><c>\Z</c></summary>
    TextEndOrLastLine,

    /// <summary><c>\b</c></summary>
    WordBoundary,

    /// <summary><c>\B</c></summary>
    NoWordBoundary,
}
