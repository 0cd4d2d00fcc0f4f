using System.Text.Json.Nodes;
using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

internal sealed class ModelFolderWriterTests : ModelFolderTests
{
    private static readonly WeightMap Map = new() { Transposed = ["fc.weight"] };

    [Test]
    public void WhatIsWrittenLoads([Values] bool sharded, [Values(ElementType.Float32, ElementType.BFloat16)] ElementType type)
    {
        var net = Filled();
        WriteNet("out", net, new ModelWriteOptions { ElementType = type, MaximumShardSize = sharded ? 30 : 5000 });
        Assert.That(File.Exists(PathOf("out/model.safetensors")), Is.Not.EqualTo(sharded));
        var copy = CreateNet();
        using var folder = ModelFolder.Open(PathOf("out"));
        var match = folder.Weights.LoadInto(copy, Map);
        Assert.Multiple(() =>
        {
            Assert.That(match.Unused, Is.Empty);
            Assert.That(folder.Config.GetInt32("b"), Is.EqualTo(2));
            Assert.That(folder.Weights.Contains("head.weight"), Is.False, "a tied weight is written once");
            Assert.That(folder.Weights["body.fc.weight"].Extents.ToArray(), Is.EqualTo(new long[] { 2, 3 }));
            Assert.That(folder.Weights.Files[0].Metadata["format"], Is.EqualTo("pt"));
            foreach (var (name, tensor) in net.GetState())
                Assert.That(copy.GetState()[name].ToArray<float>(), Is.EqualTo(tensor.ToArray<float>()), name);
        });
    }

    [Test]
    public void OldWeightsGoAndOtherFilesStay()
    {
        var net = Filled();
        WriteNet("out", net, new ModelWriteOptions { MaximumShardSize = 30 });
        Write("out/README.md", "mine");
        WriteNet("out", net, new ModelWriteOptions());
        var names = Directory.GetFiles(PathOf("out")).Select(Path.GetFileName);
        Assert.That(names, Is.EquivalentTo(new[] { "README.md", "config.json", "model.safetensors" }));
        Assert.That(Directory.GetDirectories(Folder), Has.Length.EqualTo(1), "nothing temporary stays");
    }

    [Test]
    public void WithoutCommitNothingStays()
    {
        using (var writer = ModelFolderWriter.Create(PathOf("out")))
            writer.WriteWeights(Filled(), Map);
        Assert.That(Directory.GetFileSystemEntries(Folder), Is.Empty);
    }

    [Test]
    public void AConfigIsSortedAndIndentedByTwo()
    {
        using (var writer = ModelFolderWriter.Create(PathOf("out")))
        {
            writer.WriteJson("config.json", new JsonObject { ["b"] = 1, ["a"] = new JsonObject { ["d"] = "ü", ["c"] = null } });
            writer.Commit();
        }

        Assert.That(File.ReadAllText(PathOf("out/config.json")),
            Is.EqualTo("{\n  \"a\": {\n    \"c\": null,\n    \"d\": \"ü\"\n  },\n  \"b\": 1\n}\n"));
    }

    [Test]
    public void AFileInThePlaceIsRefused() =>
        Assert.That(() => ModelFolderWriter.Create(Write("out", "")), Throws.TypeOf<ModelFolderException>()
            .With.Message.Contains("a file"));

    private Net Filled()
    {
        var net = CreateNet();
        foreach (var (_, parameter) in net.NamedParameters())
        {
            var values = parameter.Value.AsSpan<float>();
            for (var i = 0; i < values.Length; i++)
                values[i] = i - 2;
        }

        return net;
    }

    private void WriteNet(string name, Net net, ModelWriteOptions options)
    {
        using var writer = ModelFolderWriter.Create(PathOf(name));
        writer.WriteJson("config.json", new JsonObject { ["b"] = 2 });
        writer.WriteWeights(net, Map, options);
        writer.Commit();
    }
}
