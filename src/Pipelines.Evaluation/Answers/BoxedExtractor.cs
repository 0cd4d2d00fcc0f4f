namespace Pipelines.Evaluation;

internal sealed class BoxedExtractor : IAnswerExtractor
{
    private static readonly string[] Commands = ["\\boxed{", "\\fbox{"];

    public string Signature => "boxed";

    public string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var from = text.Length; from > 0;)
        {
            var (start, open) = (-1, -1);
            foreach (var command in Commands)
            {
                var at = text.LastIndexOf(command, from - 1, StringComparison.Ordinal);
                if (at > start)
                    (start, open) = (at, at + command.Length);
            }

            if (start < 0)
                return null;
            // A box that was cut off is none; an earlier one may be whole.
            if (Content(text, open) is { } content)
                return content;
            from = start;
        }

        return null;
    }

    private static string? Content(string text, int open)
    {
        var depth = 1;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return text[open..i].Trim() is { Length: > 0 } content ? content : null;
        }

        return null;
    }
}
