namespace Pipelines.Evaluation;

/// <summary>How BLEU splits texts into words: the tokenizers of sacreBLEU.</summary>
public enum BleuTokenization
{
    /// <summary><c>13a</c>: that of the mteval-v13a script, for European languages.</summary>
    V13A,

    /// <summary><c>intl</c>: that of mteval-v14, which splits off punctuation and symbols of all scripts.</summary>
    International,

    /// <summary><c>char</c>: each character.</summary>
    Character,

    /// <summary><c>zh</c>: each Chinese character, and other text about as <see cref="V13A"/>.</summary>
    Chinese,

    /// <summary><c>none</c>: at white space alone; for texts that are tokenized already.</summary>
    None,
}
