using System.Text.Json.Serialization;

namespace Pipelines.Evaluation;

/// <summary>A part of a section: text, a table, a chart, examples, fingerprints.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ReportParagraph), "paragraph")]
[JsonDerivedType(typeof(ReportTable), "table")]
[JsonDerivedType(typeof(ReportExamples), "examples")]
[JsonDerivedType(typeof(ReportFingerprints), "fingerprints")]
[JsonDerivedType(typeof(LineChart), "line-chart")]
[JsonDerivedType(typeof(BarChart), "bar-chart")]
[JsonDerivedType(typeof(HeatMap), "heat-map")]
public abstract record ReportBlock
{
    private protected ReportBlock()
    {
    }

    /// <summary>Refuses what does not fit together, before anything is written.</summary>
    internal abstract void Check();
}
