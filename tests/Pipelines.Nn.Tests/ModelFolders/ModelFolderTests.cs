using System.Text.Json.Nodes;
using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

/// <summary>Model folders that these tests make themselves.</summary>
internal abstract class ModelFolderTests : NnTests
{
    protected string Folder { get; private set; } = null!;

    [SetUp]
    public void CreateFolder() => Folder = Directory.CreateTempSubdirectory("pipelines-folder-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(Folder, recursive: true);

    protected string PathOf(string name) => Path.Combine(Folder, name);

    protected string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    protected ConfigSection Config(string json) => ConfigSection.Read(Write("config.json", json));

    /// <summary>Writes tensors that count up from 0.</summary>
    protected void WriteTensors(string file, params (string Name, int[] Extents)[] tensors) => SafetensorsWriter.Write(
        PathOf(file), tensors.Select(t => KeyValuePair.Create(t.Name, Counting(t.Extents))));

    protected Tensor Counting(params int[] extents)
    {
        var shape = new Shape(extents);
        return Backend.FromArray([.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => (float)i)], shape);
    }

    protected void WriteIndex(params (string Tensor, string File)[] entries)
    {
        var map = new JsonObject(entries.Select(e => KeyValuePair.Create(e.Tensor, (JsonNode?)e.File)));
        Write("model.safetensors.index.json", new JsonObject { ["metadata"] = new JsonObject(), ["weight_map"] = map }.ToJsonString());
    }

    protected Net CreateNet() => Own(new Net(Backend));

    /// <summary>
    /// A tiny model: <c>body.fc</c> [3, 2] with bias, <c>body.norm</c> [3] and a tied table <c>body.wte</c>, <c>head</c>.
    /// </summary>
    protected sealed class Net : Module
    {
        public Net(ITensorBackend backend)
        {
            var body = AddModule("body", new Part()).Module;
            var table = body.Add("wte", new Embedding(backend, 4, 3));
            body.Add("fc", new Linear(backend, 2, 3));
            body.Add("norm", new LayerNorm(backend, 3));
            AddModule("head", new Linear(table.Weight, null));
        }
    }

    private sealed class Part : Module
    {
        public T Add<T>(string name, T module) where T : Module => AddModule(name, module).Module;
    }
}
