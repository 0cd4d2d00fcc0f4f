using System.Text.RegularExpressions;
using NUnit.Framework.Constraints;

namespace Pipelines.Testing.Documentation;

/// <summary>The code that pages show.</summary>
internal static partial class PageExamples
{
    /// <summary>Checks that each block of C# in a page stands in code that is compiled, but for its indentation.</summary>
    /// <param name="page">The page's file.</param>
    /// <param name="code">The code.</param>
    /// <param name="blocks">What is true of the page's blocks, such as their number.</param>
    public static void AssertCompiled(string page, string code, IResolveConstraint blocks)
    {
        var shown = CSharpBlock().Matches(File.ReadAllText(page));
        Assert.That(shown, blocks);
        var compiled = Plain(code);
        foreach (Match block in shown)
            Assert.That(compiled, Does.Contain(Plain(block.Groups[1].Value)));
    }

    private static string Plain(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())).Trim('\n');

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
