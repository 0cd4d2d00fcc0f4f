namespace Pipelines;

/// <summary>Which column names a hole can hold, for options whose columns go into a template.</summary>
internal static class PromptHole
{
    public const string NamePattern = "^[^{}\\n?!/\\s]([^{}\\n]*[^{}\\n\\s])?$";

    public const string NameError =
        "a prompt's column is named without braces and line breaks, and begins with none of ?, !, / or blanks; rename it first.";
}
