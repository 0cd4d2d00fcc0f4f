namespace Pipelines.Evaluation;

/// <summary>A chart, drawn as SVG without any library, script or network; in light and dark as the reader's system is set.</summary>
public abstract record Chart : ReportBlock
{
    private protected Chart()
    {
    }

    /// <summary>The title, also read out to those who do not see the chart.</summary>
    public required string Title { get; init; }

    /// <summary>What the chart shows, for those who do not see it; empty for a description made of the values.</summary>
    public string Description { get; init; } = "";

    /// <summary>The chart as an SVG document.</summary>
    /// <exception cref="PipelineException">The chart's values do not fit together.</exception>
    public string ToSvg()
    {
        Check();
        return Draw(new ChartCanvas(this, ChartCanvas.WideWidth, "chart", isStandalone: true)) + "\n";
    }

    /// <summary>Writes the chart to a file, which appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PipelineException">It cannot be written, or the chart's values do not fit together.</exception>
    public void Save(string path) => AtomicFile.WriteAllText(path, ToSvg());

    internal abstract string Draw(ChartCanvas canvas);

    /// <summary>The values in words.</summary>
    internal abstract string Describe();

    /// <summary>The values as a table, where a picture cannot be.</summary>
    internal abstract ReportTable ToTable();

    private protected PipelineException Wrong(string what) => new($"The chart '{Title}' cannot be drawn: {what}.");
}
