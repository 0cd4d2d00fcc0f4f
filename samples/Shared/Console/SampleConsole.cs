using Spectre.Console;

namespace Pipelines.Samples;

/// <summary>Where a sample writes. Text is written as it is; only progress bars and tables are drawn.</summary>
public sealed class SampleConsole
{
    private const int UnwatchedWidth = 160;

    /// <summary>Makes a console.</summary>
    /// <param name="output">Results and progress.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="isInteractive">Whether a person watches a terminal: a progress bar then, plain lines otherwise.</param>
    public SampleConsole(TextWriter output, TextWriter error, bool isInteractive)
    {
        Output = output;
        Error = error;
        IsInteractive = isInteractive;
        Terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Interactive = isInteractive ? InteractionSupport.Yes : InteractionSupport.No,
        });
    }

    /// <summary>The process's own console.</summary>
    public static SampleConsole Standard => new(Console.Out, Console.Error, !Console.IsOutputRedirected);

    /// <summary>Results and progress.</summary>
    public TextWriter Output { get; }

    /// <summary>What went wrong.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a person watches a terminal.</summary>
    public bool IsInteractive { get; }

    /// <summary>Draws on <see cref="Output"/>.</summary>
    internal IAnsiConsole Terminal { get; }

    /// <summary>Writes a line.</summary>
    public void WriteLine(string text = "") => Output.WriteLine(text);

    /// <summary>Writes a line that sets a part of the output apart.</summary>
    public void WriteHeading(string text)
    {
        Output.WriteLine();
        Output.WriteLine($"── {text} ".PadRight(72, '─'));
    }

    /// <summary>Draws a table or the like, without colours and as wide as it needs to be where no person watches.</summary>
    public void Write(Spectre.Console.Rendering.IRenderable content)
    {
        if (!IsInteractive)
            Terminal.Profile.Width = UnwatchedWidth;
        Terminal.Write(content);
    }

    /// <summary>Draws a table.</summary>
    public void Write(SampleTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Write(table.ToConsole());
    }

    /// <summary>Does work that reports how far it is, and shows that while it runs.</summary>
    public T ShowProgress<T>(Func<IProgress<FitProgress>, T> work) =>
        IsInteractive ? ProgressBars.Run(Terminal, work) : work(new ProgressLines(Output));
}
