namespace Pipelines.Documentation.Tests;

/// <summary>The checks find what they are there to find.</summary>
[TestFixture]
public class PageChecksTests
{
    private static readonly CompiledCode Compiled = new(["""
        namespace Some;

        /// <summary>Says something.</summary>
        internal static class Example
        {
            public static void Run()
            {
                First();

                Second();
            }
        }
        """]);

    [TestCase("First();\nSecond();", true)]
    [TestCase("    First();\n    Second();", true)]
    [TestCase("internal static class Example\n{", true)]
    [TestCase("Second();\nFirst();", false)]
    [TestCase("First()", false)]
    [TestCase("Third();", false)]
    [TestCase("", false)]
    public void A_block_of_code_is_found_line_by_line(string block, bool found)
    {
        var faults = PageChecks.Code(MarkdownPage.Parse($"Text\n\n```csharp\n{block}\n```\n"), Compiled).ToList();

        Assert.That(faults, Has.Count.EqualTo(found ? 0 : 1).And.All.StartsWith("line 3: "));
    }

    [TestCase("```csharp\nx\n```", 0)]
    [TestCase("```\nx\n```", 1)]
    [TestCase("```c#\nx\n```", 1)]
    [TestCase("```text\nvar x = 1;\n```", 1)]
    [TestCase("```text\ntrainable params: 1\n```", 0)]
    [TestCase("  ```cs\n  x\n  ```", 1)]
    [TestCase("```cs\n// ML.NET\nx\n```", 0)]
    public void A_block_says_its_language(string text, int faults) =>
        Assert.That(PageChecks.Fences(MarkdownPage.Parse(text)).Count(), Is.EqualTo(faults));

    [TestCase("```json\n{ \"a\": 1 }\n```", 0)]
    [TestCase("```json\n{ \"a\": 1, } // b\n```", 0)]
    [TestCase("```json\n{ \"a\": 1 \"b\": 2 }\n```", 1)]
    [TestCase("```jsonl\n{\"a\":1}\n{\"a\":2}\n```", 0)]
    [TestCase("```jsonl\n{\"a\":1}\n{\"a\":\n```", 1)]
    [TestCase("```xml\n<a/><b/>\n```", 0)]
    [TestCase("```xml\n<a>\n```", 1)]
    public void Data_is_read(string text, int faults) => Assert.That(PageChecks.Data(MarkdownPage.Parse(text)).Count(), Is.EqualTo(faults));

    [TestCase("[a](README.md)", 0)]
    [TestCase("[a](readme.MD)", 1)]
    [TestCase("[a](docs/architecture.md#the-projects)", 0)]
    [TestCase("[a](docs/architecture.md#the-project)", 1)]
    [TestCase("[a](docs)", 0)]
    [TestCase("[a](../elsewhere.md)", 1)]
    [TestCase("[a](https://example.org/x)", 0)]
    [TestCase("`[a](nowhere.md)`", 0)]
    [TestCase("[`a`](nowhere.md)", 1)]
    [TestCase("[a]: nowhere.md", 1)]
    [TestCase("# The `A` of B's, it: C_d\n[a](#the-a-of-bs-it-c_d)", 0)]
    [TestCase("# A\n# A\n[a](#a-1)", 0)]
    [TestCase("# A\n[a](#a-1)", 1)]
    [TestCase("# [A](README.md) b\n[a](#a-b)", 0)]
    [TestCase("```text\n# A\n[b](nowhere.md)\n```\n[a](#a)", 1)]
    public void Links_are_followed(string text, int faults) =>
        Assert.That(PageChecks.Links(MarkdownPage.Parse(text)).Count(), Is.EqualTo(faults));

    [TestCase("| ", 200, 0)]
    [TestCase("", 160, 0)]
    [TestCase("", 161, 1)]
    [TestCase("[a](", 200, 0)]
    public void Lines_are_measured(string start, int length, int faults) => Assert.That(
        PageChecks.LineLengths(MarkdownPage.Parse(start + new string('x', length - start.Length - 1) + (start.EndsWith('(') ? ")" : "x")))
            .Count(),
        Is.EqualTo(faults));

    [TestCase("dotnet run -c Release --project samples/Shakespeare", 0)]
    [TestCase("dotnet run -c Release --project samples/Shakespear", 1)]
    [TestCase("dotnet run --project samples/Shakespeare -- --data a.txt \\\n  --preset nano", 0)]
    [TestCase("dotnet run --project samples/Shakespeare -- --dat a.txt", 1)]
    [TestCase("dotnet run --project benchmarks/Pipelines.Benchmarks -- searching --index flat # --none", 0)]
    [TestCase("dotnet run --project benchmarks/Pipelines.Benchmarks -- serching", 1)]
    [TestCase("NAME=1 dotnet test -c Release tests/Pipelines.Nn.Tests --filter \"A | B\"", 0)]
    [TestCase("NAME=1 dotnet test -c Release tests/Pipelines.Nn.Test", 1)]
    [TestCase("dotnet test -c Release", 0)]
    [TestCase("cd a && dotnet pack src/None", 1)]
    [TestCase("dotnet new pipelines-stage -n Mine\ndotnet test Mine/Mine.Tests", 0)]
    [TestCase("dotnet new pipelines-stages -n Mine", 1)]
    [TestCase("dotnet add package Pipelines.Gpt", 0)]
    [TestCase("dotnet add package Pipelines.Bert", 1)]
    [TestCase("python3 benchmarks/faiss/search.py --index flat", 0)]
    [TestCase("python3 benchmarks/faiss/find.py", 1)]
    public void Commands_are_looked_up(string commands, int faults) =>
        Assert.That(CommandChecks.Commands(MarkdownPage.Parse($"```sh\n{commands}\n```")).Count(), Is.EqualTo(faults));

    [Test]
    public void Commands_within_a_line_are_looked_up_too()
    {
        var faults = CommandChecks.Commands(MarkdownPage.Parse("Run `dotnet run --project samples/None`."));

        Assert.That(faults, Is.EqualTo(new[] { "line 1: there is no project samples/None" }));
    }

    [TestCase("| `TopK`, `BatchSize` | 3, 256 | |", 0)]
    [TestCase("| `TopK`, `BatchSize` | 3, 257 | |", 1)]
    [TestCase("| `Retriever` | none | |", 0)]
    [TestCase("| `Index` | empty | |", 0)]
    [TestCase("| `InputColumn` | `Prompt` | |", 0)]
    [TestCase("| `BlockSize` | that of the model | |", 0)]
    [TestCase("| `Blocksize` | that of the model | |", 1)]
    public void Tables_of_options_are_compared_with_the_code(string row, int faults) =>
        Assert.That(OptionTableChecks.Tables(MarkdownPage.Parse($"| option | default | |\n|---|---|---|\n{row}")).Count(),
            Is.EqualTo(faults));
}
