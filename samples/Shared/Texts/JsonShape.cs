namespace Pipelines.Samples;

/// <summary>Whether a file is one JSON array or JSON Lines.</summary>
public static class JsonShape
{
    /// <summary>Looks at a file's first character.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it shall hold, for errors.</param>
    /// <exception cref="PipelineException">It is not there, is empty, or begins with something else.</exception>
    public static bool IsArray(string path, string what)
    {
        if (!File.Exists(path))
            throw new PipelineException($"There is no file '{path}'. Give a JSON array or JSON Lines of {what}.");
        using var reader = new StreamReader(path);
        int character;
        do
            character = reader.Read();
        while (character >= 0 && char.IsWhiteSpace((char)character));
        return character switch
        {
            '[' => true,
            '{' => false,
            < 0 => throw new PipelineException($"{path}: the file is empty. Give a JSON array or JSON Lines of {what}."),
            _ => throw new PipelineException(
                $"{path}: the file begins with '{(char)character}'; a JSON array ('[') or JSON Lines ('{{') were expected."),
        };
    }
}
