using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;

namespace Pipelines.Gpt.Tests;

/// <summary>What is written back is what the reference library wrote.</summary>
[Category("Golden")]
internal sealed class DecoderWritingGoldenTests
{
    // What the reference library adds that no model depends on, and what only some of its versions write.
    private static readonly string[] LeftOut = ["n_ctx", "transformers_version", "dtype", "pad_token_id", "head_dim", "attention_bias",
        "mlp_bias"];

    // What several spellings say alike; how they are read is compared instead.
    private static readonly string[] SeveralSpellings = ["activation_function", "hidden_act", "rope_scaling"];

    private string _folder = null!;

    private static IEnumerable<TestCaseData> Cases => DecoderCase.Find("outputs/logits");

    // Version 5 spreads the same values over other keys; the cases of version 4 cover them.
    private static IEnumerable<TestCaseData> CasesOfVersion4 =>
        Cases.Where(c => c.Arguments[0] is not GoldenCase golden || !ReadConfig(golden).ContainsKey("rope_parameters"));

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("pipelines-gpt-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Cases))]
    public void AWrittenFolderHoldsTheSameTensors(GoldenCase golden)
    {
        using var decoder = new DecoderCase(golden);
        var source = decoder.Folder.Weights;
        var type = source[decoder.Match.Sources[0].TensorName].Type switch
        {
            SafetensorsType.BFloat16 => ElementType.BFloat16,
            SafetensorsType.Float16 => ElementType.Float16,
            _ => ElementType.Float32,
        };
        // As many parts as the source has, or nearly: its writer's own rule is not known.
        decoder.Model.Save(
            _folder, o => (o.ElementType, o.MaximumShardSize) = (type, source.Files.Count > 1 ? source.ByteCount / 2 : o.MaximumShardSize));
        using var written = ModelFolder.Open(_folder);
        Assert.That(written.Weights.Files, source.Files.Count > 1 ? Has.Count.GreaterThan(1) : Has.Count.EqualTo(1));
        Assert.That(written.Weights.Names, Is.EquivalentTo(decoder.Match.Sources.Select(s => s.ParameterName)));
        foreach (var (name, tensor, _) in decoder.Match.Sources)
        {
            Assert.That(written.Weights[name].Extents.ToArray(), Is.EqualTo(source[tensor].Extents.ToArray()), name);
            Assert.That(written.Weights[name].Type, Is.EqualTo(source[tensor].Type), name);
            Assert.That(written.Weights.FileOf(name).HasSameBytes(name, source.FileOf(tensor), tensor), name);
        }

        var isAsWritten = source.Files.Count == 1 && decoder.Match.Sources.All(s => s.ParameterName == s.TensorName)
            && decoder.Match.Ignored.Count + decoder.Match.Unused.Count == 0 && IsCompact(source.Path);
        if (isAsWritten)
            Assert.That(File.ReadAllBytes(written.Weights.Path), Is.EqualTo(File.ReadAllBytes(source.Path)), "byte for byte");
    }

    [TestCaseSource(nameof(Cases))]
    public void AWrittenFolderLoadsAsTheSameModel(GoldenCase golden)
    {
        using var decoder = new DecoderCase(golden);
        using var scope = new TensorScope();
        decoder.Model.Save(_folder);
        using var folder = ModelFolder.Open(_folder);
        var (copy, match) = GptFolder.Load(folder, decoder.Backend, GptFolder.ReadConfig(folder));
        using (copy)
        {
            Assert.That(match.Unused.Concat(match.Ignored), Is.Empty);
            Assert.That(copy.Logits(decoder.Batch()).ToArray<float>(), Is.EqualTo(decoder.Model.Logits(decoder.Batch()).ToArray<float>()));
        }
    }

    [TestCaseSource(nameof(CasesOfVersion4))]
    public void AWrittenConfigSaysTheSame(GoldenCase golden)
    {
        using var decoder = new DecoderCase(golden);
        var original = ReadConfig(golden);
        var type = original["torch_dtype"]?.GetValue<string>() switch
        {
            "bfloat16" => ElementType.BFloat16,
            "float16" => ElementType.Float16,
            _ => ElementType.Float32,
        };
        decoder.Model.Save(_folder, o => o.ElementType = type, GptTokenIds.Read(decoder.Folder.Config));
        var written = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "config.json")))!.AsObject();
        foreach (var (key, value) in original)
        {
            if (LeftOut.Contains(key) && !written.ContainsKey(key))
                continue;
            if (key is "transformers_version" or "pad_token_id" || SeveralSpellings.Contains(key))
                continue;
            Assert.That(written.ContainsKey(key), key);
            Assert.That(Same(written[key], value),
                $"{key} is {written[key]?.ToJsonString() ?? "null"}; {value?.ToJsonString() ?? "null"} was expected");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void AWrittenConfigReadsTheSame(GoldenCase golden)
    {
        using var decoder = new DecoderCase(golden);
        decoder.Model.Save(_folder);
        using var folder = ModelFolder.Open(_folder);
        Assert.That(Text(GptFolder.ReadConfig(folder)), Is.EqualTo(Text(decoder.Model.Config)));

        // What is left to be worked out, and what is spelled out, come to the same.
        static string Text(GptConfig config) => JsonSerializer.Serialize(config with
        {
            HeadSize = config.EffectiveHeadSize,
            KeyValueHeadCount = config.EffectiveKeyValueHeadCount,
            FeedForwardSize = config.EffectiveFeedForwardSize,
        });
    }

    // As the reference library's own writer lays the header out: no space but the padding.
    private static bool IsCompact(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new BinaryReader(file);
        var header = System.Text.Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadInt64()));
        return !header.TrimEnd().Contains(' ', StringComparison.Ordinal);
    }

    // Numbers by value: 1e-05 and 0.00001 are one.
    private static bool Same(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (JsonObject l, JsonObject r) => l.Count == r.Count && l.All(p => r.ContainsKey(p.Key) && Same(p.Value, r[p.Key])),
        (JsonArray l, JsonArray r) => l.Count == r.Count && l.Zip(r).All(p => Same(p.First, p.Second)),
        ({ } l, { } r) when l.GetValueKind() == JsonValueKind.Number && r.GetValueKind() == JsonValueKind.Number =>
            Math.Abs(Number(l) - Number(r)) <= 1e-12 + (1e-7 * Math.Abs(Number(r))),
        _ => JsonNode.DeepEquals(left, right),
    };

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject ReadConfig(GoldenCase golden) =>
        JsonNode.Parse(File.ReadAllText(golden.PathOf("config.json")))!.AsObject();
}
