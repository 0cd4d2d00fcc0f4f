using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Pipelines.Retrieval.Postgres;

/// <summary>A command as it is written: whatever comes from the caller becomes a parameter.</summary>
internal sealed class SqlText
{
    // What the protocol can number.
    private const int MostParameters = 65_535;

    private readonly StringBuilder _text = new();

    public SqlText(string text = "") => _text.Append(text);

    public List<NpgsqlParameter> Parameters { get; } = [];

    public SqlText Append(string text)
    {
        _text.Append(text);
        return this;
    }

    public SqlText Prepend(string text)
    {
        _text.Insert(0, text);
        return this;
    }

    /// <summary>Writes a parameter's place and keeps its value.</summary>
    public SqlText Append(object value, NpgsqlDbType type)
    {
        if (Parameters.Count == MostParameters)
            throw new PassageStoreException($"The filter has more than {MostParameters} values: ask with fewer of them at a time.");
        Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        _text.Append('$').Append(Parameters.Count);
        return this;
    }

    public override string ToString() => _text.ToString();
}
