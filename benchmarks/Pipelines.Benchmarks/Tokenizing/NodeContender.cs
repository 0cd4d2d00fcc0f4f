using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Benchmarks.Tokenizing;

/// <summary>A tokenizer of a Node package, run in a process of its own: <c>benchmarks/node/tokenize.mjs</c>.</summary>
internal sealed class NodeContender(string name, string packages)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Name => name;

    public TokenizingRun Run(string textPath, string tokenizerPath, int passes)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true };
        foreach (var argument in new[]
            { Path.Combine(AppContext.BaseDirectory, "node", "tokenize.mjs"), name, textPath, tokenizerPath, $"{passes}", packages })
            start.ArgumentList.Add(argument);
        // The native library would use all cores.
        start.Environment["RAYON_NUM_THREADS"] = "1";
        start.Environment["TOKENIZERS_PARALLELISM"] = "false";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<TokenizingRun>(output, Json)!
            : throw new InvalidOperationException($"{name} failed with {process.ExitCode}; is it installed in {packages}?");
    }
}
