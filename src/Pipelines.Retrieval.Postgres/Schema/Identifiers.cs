namespace Pipelines.Retrieval.Postgres;

/// <summary>Names and texts as they stand in SQL where no parameter can: they are checked before and quoted besides.</summary>
internal static class Identifiers
{
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text) => text.Contains('\\')
        ? $"E'{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'"
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
