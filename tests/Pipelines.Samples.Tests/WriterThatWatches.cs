namespace Pipelines.Samples.Tests;

/// <summary>Calls back when a line with a text is written.</summary>
internal sealed class WriterThatWatches(string text, Action found) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(text, StringComparison.Ordinal) == true)
            found();
    }
}
