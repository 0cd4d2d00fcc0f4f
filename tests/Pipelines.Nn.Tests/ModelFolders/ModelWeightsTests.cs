using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

internal sealed class ModelWeightsTests : ModelFolderTests
{
    private static readonly WeightMap Map = new()
    {
        Prefixes = ["body."],
        Renames = [KeyValuePair.Create("norm.gamma", "norm.weight"), KeyValuePair.Create("norm.beta", "norm.bias")],
        Transposed = ["fc.weight"],
        Ignored = ["mask", "head.weight"],
        Aliases = [KeyValuePair.Create("table.weight", "body.wte.weight")],
    };

    [Test]
    public void AHubLayoutLoads()
    {
        WriteTensors("model.safetensors", ("wte.weight", [4, 3]), ("fc.weight", [2, 3]), ("fc.bias", [3]), ("norm.gamma", [3]),
            ("norm.beta", [3]), ("h.mask", [7]), ("extra", [1]));
        var net = CreateNet();
        using var weights = ModelWeights.Open(Folder);
        var match = weights.LoadInto(net, Map);
        var state = net.GetState();
        Assert.Multiple(() =>
        {
            Assert.That(state["body.fc.weight"].ToArray<float>(), Is.EqualTo(new float[] { 0, 3, 1, 4, 2, 5 }), "transposed");
            Assert.That(state["body.norm.bias"].ToArray<float>(), Is.EqualTo(new float[] { 0, 1, 2 }));
            Assert.That(state["body.wte.weight"].ToArray<float>()[11], Is.EqualTo(11f));
            Assert.That(match.Ignored, Is.EqualTo(new[] { "h.mask" }));
            Assert.That(match.Unused, Is.EqualTo(new[] { "extra" }));
        });
    }

    [Test]
    public void AnotherOfTiedNamesFillsTheParameter()
    {
        WriteTensors("model.safetensors", ("table.weight", [4, 3]), ("body.fc.weight", [2, 3]), ("body.fc.bias", [3]),
            ("body.norm.weight", [3]), ("body.norm.bias", [3]));
        var net = CreateNet();
        using var weights = ModelWeights.Open(Folder);
        Assert.That(weights.LoadInto(net, Map).Unused, Is.Empty);
        Assert.That(net.GetState()["body.wte.weight"].ToArray<float>()[5], Is.EqualTo(5f));
    }

    [Test]
    public void WhatDoesNotFitIsNamedAndNothingChanges()
    {
        WriteTensors("model.safetensors", ("body.wte.weight", [4, 3]), ("body.fc.weight", [3, 2]), ("body.norm.weight", [3]),
            ("body.norm.other", [3]));
        var net = CreateNet();
        using var weights = ModelWeights.Open(Folder);
        var error = Assert.Throws<ModelFolderException>(() => weights.LoadInto(net, Map))!;
        Assert.That(error.Message, Does.Contain("'body.fc.weight' is [3, 2]; [2, 3] was expected")
            .And.Contain("Missing: body.fc.bias, body.norm.bias").And.Contain("not in the model: body.norm.other")
                .And.Contain(PathOf("model.safetensors")));
        Assert.That(net.GetState()["body.wte.weight"].ToArray<float>(), Is.All.Zero);
    }

    [Test]
    public void OptionalParametersKeepTheirValues()
    {
        WriteTensors("model.safetensors", ("body.wte.weight", [4, 3]), ("body.fc.weight", [3, 2]), ("body.fc.bias", [3]));
        var net = CreateNet();
        using var weights = ModelWeights.Open(Folder);
        var match = weights.LoadInto(net, new WeightMap { Optional = ["norm.weight", "norm.bias"] });
        Assert.That(match.MissingOptional, Is.EqualTo(new[] { "body.norm.weight", "body.norm.bias" }));
        Assert.That(net.GetState()["body.norm.weight"].ToArray<float>(), Is.All.EqualTo(1f));
    }

    [TestCase(ElementType.BFloat16)]
    [TestCase(ElementType.Float16)]
    public void HalfPrecisionIsWidenedAndTransposed(ElementType type)
    {
        // Wider and higher than a strip, so that every edge is crossed.
        const int Rows = 150, Columns = 70;
        var values = Enumerable.Range(0, Rows * Columns).Select(i => (float)(i % 251)).ToArray();
        SafetensorsWriter.Write(PathOf("model.safetensors"),
            [KeyValuePair.Create("weight", Backend.FromArray(values, new Shape(Rows, Columns)))], floatType: type);
        using var file = SafetensorsFile.Open(PathOf("model.safetensors"));
        var target = Backend.Zeros(new Shape(Columns, Rows));
        file.ReadInto("weight", target, isTransposed: true);
        var read = target.ToArray<float>();
        for (var i = 0; i < values.Length; i++)
            Assert.That(read[(i % Columns * Rows) + (i / Columns)], Is.EqualTo(values[i]));
        SafetensorsWriter.Write(PathOf("again.safetensors"), [new SafetensorsItem("weight", target, IsTransposed: true)], floatType: type);
        Assert.That(File.ReadAllBytes(PathOf("again.safetensors")), Is.EqualTo(File.ReadAllBytes(PathOf("model.safetensors"))));
    }

    [Test]
    public void ShardsAreOneSetOfTensors()
    {
        WriteTensors("a.safetensors", ("x", [2]));
        WriteTensors("b.safetensors", ("y", [3]), ("unlisted", [1]));
        WriteIndex(("x", "a.safetensors"), ("y", "b.safetensors"));
        using var weights = ModelWeights.Open(Folder);
        Assert.That(weights.Names, Is.EquivalentTo(new[] { "x", "y", "unlisted" }));
        Assert.That(weights.Read("y", Backend).ToArray<float>(), Is.EqualTo(new float[] { 0, 1, 2 }));
        Assert.That(weights.ByteCount, Is.EqualTo(24));
    }

    [TestCase("../outside.safetensors", "refused")]
    [TestCase("/outside.safetensors", "refused")]
    [TestCase("sub/a.safetensors", "refused")]
    [TestCase("a.bin", "refused")]
    [TestCase("", "refused")]
    [TestCase("missing.safetensors", "not in the folder")]
    [TestCase("b.safetensors", "not in 'b.safetensors'")]
    public void AWrongIndexIsRefused(string file, string says)
    {
        WriteTensors("a.safetensors", ("x", [2]));
        WriteTensors("b.safetensors", ("y", [3]));
        WriteIndex(("x", file), ("y", "b.safetensors"));
        Assert.That(() => ModelWeights.Open(Folder), Throws.TypeOf<ModelFolderException>().With.Message.Contains(says)
            .And.Property("Path").EqualTo(PathOf("model.safetensors.index.json")));
    }

    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"weight_map": []}""")]
    [TestCase("""{"weight_map": {"x": 1}}""")]
    [TestCase("""{"weight_map": {"x": "a.safetensors", "x": "a.safetensors"}}""")]
    [TestCase("""{"weight_map": {}, "weight_map": {}}""")]
    [TestCase("""{"weight_map": {}} {}""")]
    [TestCase("""{"weight_map": {"x": "\ud800.safetensors"}}""")]
    public void AnIndexOfAnotherFormIsRefused(string json)
    {
        Write("model.safetensors.index.json", json);
        Assert.That(() => ModelWeights.Open(Folder), Throws.TypeOf<ModelFolderException>());
    }

    [Test]
    public void APickleGetsAdvice()
    {
        Write("config.json", "{}");
        Write("training_args.bin", "");
        Write("pytorch_model.bin", "");
        using var folder = ModelFolder.Open(Folder);
        Assert.That(() => folder.Weights, Throws.TypeOf<ModelFolderException>()
            .With.Message.Contains("pytorch_model.bin").And.Message.Contains("pickle").And.Message.Contains("save_pretrained"));
        Assert.That(() => ModelFolder.Open(PathOf("pytorch_model.bin")), Throws.TypeOf<ModelFolderException>()
            .With.Message.Contains("pickle"));
    }

    [Test]
    public void AFolderWithoutAModelIsRefused()
    {
        Assert.That(() => ModelFolder.Open(Folder), Throws.TypeOf<ModelFolderException>().With.Message.Contains("config.json"));
        Assert.That(() => ModelFolder.Open(PathOf("none")), Throws.TypeOf<ModelFolderException>().With.Message.Contains("no such folder"));
        Assert.That(() => ModelWeights.Open(Folder), Throws.TypeOf<ModelFolderException>().With.Message.Contains("model.safetensors"));
    }

    [Test]
    public void TensorsLargerThanAWindowAreReadWhole()
    {
        // Several windows of two MiB, and a rest.
        const int Rows = 1100, Columns = 2003;
        WriteTensors("model.safetensors", ("weight", [Rows, Columns]));
        using var file = SafetensorsFile.Open(PathOf("model.safetensors"));
        var whole = file.Read("weight", Backend).AsSpan<float>();
        var transposed = Backend.Zeros(new Shape(Columns, Rows));
        file.ReadInto("weight", transposed, isTransposed: true);
        var turned = transposed.AsSpan<float>();
        for (var i = 0; i < whole.Length; i++)
        {
            if (whole[i] != i || turned[(i % Columns * Rows) + (i / Columns)] != i)
                Assert.Fail($"element {i} is {whole[i]} and {turned[(i % Columns * Rows) + (i / Columns)]}");
        }
    }

    [Test]
    public void BytesAreCompared()
    {
        WriteTensors("a.safetensors", ("x", [3]), ("same", [3]), ("longer", [4]));
        SafetensorsWriter.Write(PathOf("b.safetensors"), [KeyValuePair.Create("x", Backend.FromArray([0f, 1f, 3f], new Shape(3)))]);
        using var a = SafetensorsFile.Open(PathOf("a.safetensors"));
        using var b = SafetensorsFile.Open(PathOf("b.safetensors"));
        Assert.That(a.HasSameBytes("x", a, "same"), Is.True);
        Assert.That(a.HasSameBytes("x", a, "longer"), Is.False);
        Assert.That(a.HasSameBytes("x", b, "x"), Is.False);
    }
}
