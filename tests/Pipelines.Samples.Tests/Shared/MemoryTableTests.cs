using Pipelines.Training;

namespace Pipelines.Samples.Tests.Shared;

public class MemoryTableTests
{
    [Test]
    public void EveryRunIsARowWithEveryKind()
    {
        using var output = new StringWriter();
        var console = new SampleConsole(output, TextWriter.Null, isInteractive: false);
        console.Write(MemoryTable.Create(new Dictionary<string, MemoryUse>
        {
            ["adamw"] = new(1_000, 2_000_000, 3_500_000, 4_000_000_000, 5, 6),
            ["badam"] = new(7, 8, 9, 10, 11, 12),
        }));
        var text = output.ToString();
        foreach (var part in new[] { "Weights", "Gradients", "Optimizer", "Activations", "Workspace", "Peak", "adamw", "badam", "1 KB",
            "3.5 MB", "4 GB", "12 bytes" })
            Assert.That(text, Does.Contain(part));
    }
}
