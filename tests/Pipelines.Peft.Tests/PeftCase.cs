using System.Text.Json;
using Pipelines.Encoders;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>A base and an adapter that PEFT made, with what it computed.</summary>
internal sealed class PeftCase : IDisposable
{
    private const string Prefixes = "peft-lora- peft-new-lora- peft-rslora- peft-dora-";

    private const string OtherPrefixes = "peft-ia3- peft-adalora-";

    private readonly SafetensorsFile _expected;
    private readonly IDisposable _owner;

    public PeftCase(GoldenCase golden)
    {
        Golden = golden;
        Backend = new CpuBackend(2);
        _expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        using var config = JsonDocument.Parse(File.ReadAllBytes(golden.PathOf("base/config.json")));
        ModelType = config.RootElement.GetProperty("model_type").GetString()!;
        if (ModelType == "deberta-v2")
        {
            Choices = MultipleChoiceModel.Load(golden.PathOf("base"), Backend, allowNewHead: true);
            (Model, _owner) = (Choices, Choices);
        }
        else
        {
            Decoder = PretrainedGpt.Load(new GptLoadOptions { ModelPath = golden.PathOf("base") }, Backend).Model;
            (Model, _owner) = (Decoder, Decoder);
        }

        Model.ToEvaluation();
    }

    public GoldenCase Golden { get; }

    public CpuBackend Backend { get; }

    public string ModelType { get; }

    public Module Model { get; }

    public GptModel? Decoder { get; }

    public MultipleChoiceModel? Choices { get; }

    public string AdapterFolder => Golden.PathOf("adapter");

    /// <summary>The names of the expected tensors with a prefix, without it.</summary>
    public IEnumerable<string> ExpectedNames(string prefix) =>
        _expected.Entries.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Select(k => k[prefix.Length..]);

    /// <summary>The cases that hold something, given as paths in <c>case.json</c>.</summary>
    public static IEnumerable<TestCaseData> Find(params string[] held) => GoldenCase.Find(Prefixes, c => held.All(c.Has));

    /// <summary>The cases of other methods that hold something.</summary>
    public static IEnumerable<TestCaseData> FindOthers(params string[] held) => GoldenCase.Find(OtherPrefixes, c => held.All(c.Has));

    /// <summary>Loads the adapter by what its folder says of the method.</summary>
    public AdapterSet LoadAny(bool trainable = false) =>
        Model.LoadAdapter(AdapterFolder, options: new AdapterLoadOptions { Trainable = trainable });

    public LoraAdapters Load(bool trainable = false) =>
        Model.LoadAdapter<LoraAdapters>(AdapterFolder, options: new AdapterLoadOptions { Trainable = trainable });

    public float[] Expected(string name)
    {
        using var tensor = _expected.Read(name, Backend, ElementType.Float32);
        return tensor.ToArray<float>();
    }

    /// <summary>An expected weight in our layout: GPT-2's library stores projections the other way round.</summary>
    public float[] ExpectedWeight(string name, Shape shape)
    {
        using var target = Backend.Zeros(shape);
        var isTransposed = ModelType == "gpt2" && shape.Rank == 2 && name.Contains(".c_", StringComparison.Ordinal);
        _expected.ReadInto(name, target, isTransposed);
        return target.ToArray<float>();
    }

    public float[] Logits()
    {
        using var scope = new TensorScope();
        return (Decoder is not null ? Decoder.Logits(Batch()) : Choices!.Forward(ChoiceBatch(), ChoiceCount)).ToArray<float>();
    }

    public Tensor Loss()
    {
        if (Choices is not null)
            return Choices.Loss(ChoiceBatch(), ChoiceCount, GoldenCase.Ints(Golden.Get("inputs/labels")));
        var batch = Batch();
        return Decoder!.Loss(batch, batch.LabelCount);
    }

    /// <summary>Compares logits within the case's tolerance, where the mask counts.</summary>
    public void AssertLogits(float[] actual, string name, double? tolerance = null)
    {
        var expected = Expected(name);
        Assert.That(actual, Has.Length.EqualTo(expected.Length), name);
        var mask = Decoder is null ? null : GoldenCase.Ints(Golden.Get("inputs/attention_mask"));
        var width = mask is null ? 1 : actual.Length / mask.Length;
        var allowed = tolerance ?? Golden.Tolerance("logits");
        for (var i = 0; i < actual.Length; i++)
        {
            if (mask is null || mask[i / width] != 0)
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(allowed), $"{name}[{i}]");
        }
    }

    public void Dispose()
    {
        _owner.Dispose();
        _expected.Dispose();
        var left = Backend.Memory.TensorsInUse;
        Backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }

    public override string ToString() => Golden.Name;

    private int ChoiceCount => GoldenCase.Extents(Golden.Get("inputs/input_ids"))[1];

    private TokenBatch Batch()
    {
        var ids = Golden.Get("inputs/input_ids");
        var (rows, length) = (GoldenCase.Extents(ids)[0], GoldenCase.Extents(ids)[1]);
        var (tokens, labels) = (GoldenCase.Ints(ids), GoldenCase.Ints(Golden.Get("inputs/labels")));
        var mask = GoldenCase.Ints(Golden.Get("inputs/attention_mask"));
        var batch = new TokenBatch();
        batch.Reset(rows, length);
        for (var row = 0; row < rows; row++)
        {
            var start = row * length;
            batch.SetRow(row, tokens.AsSpan(start, length), [.. labels[(start + 1)..(start + length)], TokenLabels.IgnoreIndex]);
            batch.SetSegments(row, mask.AsSpan(start, length));
        }

        return batch;
    }

    private EncoderBatch ChoiceBatch()
    {
        var ids = Golden.Get("inputs/input_ids");
        var extents = GoldenCase.Extents(ids);
        int[]? Optional(string name) => Golden.TryGet($"inputs/{name}", out var given) ? GoldenCase.Ints(given) : null;
        return new EncoderBatch(
            extents[0] * extents[1], extents[2], GoldenCase.Ints(ids), Optional("attention_mask"), Optional("token_type_ids"));
    }
}
