namespace Company.StageName;

/// <summary>Gives texts their length as a share of the longest text it was fitted on. Its properties are its saved state.</summary>
/// <param name="InputColumn">The column of texts.</param>
/// <param name="OutputColumn">The column that is added, of numbers from 0.</param>
/// <param name="Longest">The characters of the longest text.</param>
/// <param name="Maximum">The most that is given.</param>
public sealed record StageClassTransformer(string InputColumn, string OutputColumn, int Longest, double Maximum)
    : ColumnTransformer<ReadOnlyMemory<char>, float>(InputColumn, OutputColumn)
{
    /// <inheritdoc/>
    protected override void Map(in ReadOnlyMemory<char> source, ref float value) =>
        value = (float)Math.Min(Maximum, (double)source.Length / Longest);
}
