using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Rows of token ids of any lengths, in a temporary file that vanishes with them.</summary>
internal sealed class TokenRows : IDisposable
{
    private readonly TokenStore _tokens = new(int.MaxValue);
    private readonly List<long> _starts = [0];

    public int Count => _starts.Count - 1;

    /// <summary>All tokens of all rows.</summary>
    public long TokenCount => _tokens.Count;

    public int Length(int row) => (int)(_starts[row + 1] - _starts[row]);

    public void Append(ReadOnlySpan<int> tokens)
    {
        _tokens.Append(tokens);
        _starts.Add(_tokens.Count);
    }

    /// <summary>Ends the writing, so that rows can be read.</summary>
    public void Flush() => _tokens.Flush();

    /// <summary>Reads the tokens of a row from a place on.</summary>
    public void Read(int row, Span<int> tokens, int from = 0) => _tokens.Read(_starts[row] + from, tokens);

    /// <summary>Reads tokens from a place among all, across rows.</summary>
    public void ReadAcross(long position, Span<int> tokens) => _tokens.Read(position, tokens);

    public void Dispose() => _tokens.Dispose();
}
