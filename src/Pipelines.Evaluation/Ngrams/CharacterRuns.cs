namespace Pipelines.Evaluation;

/// <summary>The characters of a text, each a code point.</summary>
internal sealed class CharacterRuns
{
    private readonly string _text;
    private readonly int[] _starts;

    public CharacterRuns(string text)
    {
        _text = text;
        var starts = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i += i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1)
            starts.Add(i);
        starts.Add(text.Length);
        _starts = [.. starts];
    }

    public int RunCount(int length) => Math.Max(0, _starts.Length - length);

    public ReadOnlySpan<char> Run(int start, int length) => _text.AsSpan(_starts[start], _starts[start + length] - _starts[start]);

    public void AddTo(NgramCounts counts, int length)
    {
        for (var i = 0; i < RunCount(length); i++)
            counts.Add(Run(i, length));
    }

    public int TakeFrom(NgramCounts counts, int length)
    {
        var common = 0;
        for (var i = 0; i < RunCount(length); i++)
            common += counts.TryTake(Run(i, length)) ? 1 : 0;
        return common;
    }
}
