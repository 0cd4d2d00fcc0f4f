using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Contoso.LengthFilter;

/// <summary>The page on writing a stage shows the code of the sample and of its tests, which are compiled.</summary>
[TestFixture]
public partial class WritingAStagePageTests
{
    [Test]
    public void Every_line_of_code_is_one_that_is_compiled()
    {
        var root = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..");
        string[] folders = [Path.Combine(root, "samples", "CustomStage"), Path.GetDirectoryName(Here())!];
        var compiled = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs"))
            .SelectMany(File.ReadLines).Select(line => line.Trim()).ToHashSet();
        var blocks = CSharpBlock().Matches(File.ReadAllText(Path.Combine(root, "docs", "writing-a-stage.md")));

        var shown = blocks.SelectMany(block => block.Groups[1].Value.Split('\n')).Select(line => line.Trim()).ToList();

        Assert.That(blocks, Has.Count.GreaterThanOrEqualTo(3));
        Assert.That(shown.Where(line => !compiled.Contains(line)), Is.Empty);
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
