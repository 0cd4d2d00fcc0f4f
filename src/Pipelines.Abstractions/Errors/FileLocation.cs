namespace Pipelines;

internal static class FileLocation
{
    public static string Prefix(string? path, int? line) => (path, line) switch
    {
        (null, null) => "",
        (null, _) => $"line {line}: ",
        (_, null) => $"{path}: ",
        _ => $"{path}({line}): ",
    };
}
