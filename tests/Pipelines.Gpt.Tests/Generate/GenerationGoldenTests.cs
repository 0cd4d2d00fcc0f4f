using System.Text.Json;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Every run of the reference's <c>generate()</c>.</summary>
[Category("Golden")]
internal sealed class GenerationGoldenTests
{
    private static readonly string[] KnownFields =
        ["input_ids", "attention_mask", "settings", "sequences", "sequences_scores", "assistant", "equal_to", "note"];

    private static IEnumerable<TestCaseData> Runs()
    {
        foreach (var found in GoldenCase.Find("generate-", c => c.Has("runs")))
        {
            if (found.Arguments[0] is not GoldenCase golden)
            {
                yield return found;
                continue;
            }

            foreach (var run in golden.Get("runs").EnumerateObject())
                yield return new TestCaseData(golden, run.Name).SetArgDisplayNames(golden.Name, run.Name);
        }
    }

    [TestCaseSource(nameof(Runs))]
    public void RunsAgree(GoldenCase golden, string name)
    {
        var run = golden.Get("runs").GetProperty(name);
        Assert.That(run.EnumerateObject().Select(p => p.Name).Except(KnownFields), Is.Empty, "fields that this test does not know");
        var file = GenerationConfigFile.Parse(run.GetProperty("settings"), golden.PathOf("case.json"));
        Assert.That(file.UnknownNames, Is.Empty);
        var options = file.Options;
        options.Sample ??= false;
        options.PadId ??= 0;
        options.EndIds ??= [];
        var hasMask = run.TryGetProperty("attention_mask", out var mask);
        options.MaskPadding = !hasMask;
        var ids = run.GetProperty("input_ids");
        var prompts = PromptTokens.FromBatch(GoldenCase.Ints(ids), hasMask ? GoldenCase.Ints(mask) : [], GoldenCase.Extents(ids)[1]);

        using var backend = new CpuBackend(2);
        using var model = Load(golden.Folder, backend);
        using var assistant = run.TryGetProperty("assistant", out var folder) ? Load(golden.PathOf(folder.GetString()!), backend) : null;
        var result = new TokenGenerator(model) { Assistant = assistant }.Generate(prompts, options);

        var expected = run.GetProperty("sequences");
        Assert.That(result.ToBatch(out var length), Is.EqualTo(GoldenCase.Ints(expected)));
        Assert.That(length, Is.EqualTo(GoldenCase.Extents(expected)[1]));
        if (run.TryGetProperty("sequences_scores", out var scores))
            Assert.That(result.Sequences.Select(s => s.Score), Is.EqualTo(GoldenCase.Floats(scores)).Within(golden.Tolerance("sequences_scores")));
    }

    [TestCaseSource(nameof(Greedy))]
    public void GreedySectionsAgree(GoldenCase golden)
    {
        var greedy = golden.Get("greedy");
        var ids = greedy.GetProperty("prompt");
        var hasMask = greedy.TryGetProperty("attention_mask", out var mask);
        var prompts = PromptTokens.FromBatch(GoldenCase.Ints(ids), hasMask ? GoldenCase.Ints(mask) : [], GoldenCase.Extents(ids)[1]);
        var options = new GenerationOptions
        {
            Sample = false,
            MaximumNewTokens = greedy.GetProperty("max_new_tokens").GetInt32(),
            EndIds = EndIds(greedy),
            PadId = 0,
            MaskPadding = !hasMask,
        };
        using var backend = new CpuBackend(2);
        using var model = Load(golden.Folder, backend);
        var generator = new TokenGenerator(model);
        var expected = GoldenCase.Ints(greedy.GetProperty("sequences"));
        Assert.That(generator.Generate(prompts, options).ToBatch(out _), Is.EqualTo(expected));
        // The same a token at a time in other ways.
        options.PromptLookupTokens = 3;
        Assert.That(generator.Generate(prompts, options).ToBatch(out _), Is.EqualTo(expected), "by prompt lookup");
    }

    private static IEnumerable<TestCaseData> Greedy() =>
        GoldenCase.Find("gpt2- llama- phi3- qwen2-", c => File.Exists(c.PathOf("config.json")) && c.Has("greedy/prompt"));

    private static int[] EndIds(JsonElement section) => !section.TryGetProperty("eos", out var eos) || eos.ValueKind == JsonValueKind.Null
        ? []
        : eos.ValueKind == JsonValueKind.Number ? [eos.GetInt32()] : [.. eos.EnumerateArray().Select(e => e.GetInt32())];

    private static GptModel Load(string path, CpuBackend backend)
    {
        using var folder = ModelFolder.Open(path);
        return GptFolder.Load(folder, backend, GptFolder.ReadConfig(folder)).Model;
    }
}
