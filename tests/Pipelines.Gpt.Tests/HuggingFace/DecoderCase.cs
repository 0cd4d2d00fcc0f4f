using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>A decoder that the reference library made, loaded from its folder, with what that library computed.</summary>
internal sealed class DecoderCase : IDisposable
{
    private const string Prefixes = "gpt2- llama- phi3- qwen2-";

    private readonly ModelFolder _folder;
    private readonly SafetensorsFile _expected;
    private readonly WeightMap _map;

    public DecoderCase(GoldenCase golden)
    {
        Golden = golden;
        Backend = new CpuBackend(2);
        _folder = ModelFolder.Open(golden.Folder);
        _expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        var config = GptFolder.ReadConfig(_folder);
        _map = GptFamily.Of(_folder).Map(config);
        (Model, Match) = GptFolder.Load(_folder, Backend, config);
    }

    public GoldenCase Golden { get; }

    public CpuBackend Backend { get; }

    public GptModel Model { get; }

    public WeightMatch Match { get; }

    public ModelFolder Folder => _folder;

    /// <summary>The cases that hold something, given as paths in <c>case.json</c>.</summary>
    public static IEnumerable<TestCaseData> Find(params string[] held) =>
        GoldenCase.Find(Prefixes, c => File.Exists(c.PathOf("config.json")) && c.Has("inputs/input_ids") && held.All(c.Has));

    /// <summary>The inputs, with labels shifted as the model takes them.</summary>
    public TokenBatch Batch()
    {
        var ids = Golden.Get("inputs/input_ids");
        var (rows, length) = (GoldenCase.Extents(ids)[0], GoldenCase.Extents(ids)[1]);
        var batch = new TokenBatch();
        batch.Reset(rows, length);
        var labels = Golden.TryGet("inputs/labels", out var given) ? GoldenCase.Ints(given) : null;
        var mask = Golden.TryGet("inputs/attention_mask", out given) ? GoldenCase.Ints(given) : null;
        var positions = Golden.TryGet("inputs/position_ids", out given) ? GoldenCase.Ints(given) : null;
        var tokens = GoldenCase.Ints(ids);
        for (var row = 0; row < rows; row++)
        {
            var start = row * length;
            int[] shifted = labels is null ? [] : [.. labels[(start + 1)..(start + length)], TokenLabels.IgnoreIndex];
            batch.SetRow(row, tokens.AsSpan(start, length), shifted);
            if (mask is not null)
                batch.SetSegments(row, mask.AsSpan(start, length));
            if (positions is not null)
                batch.SetPositionIds(row, positions.AsSpan(start, length));
        }

        return batch;
    }

    /// <summary>Whether the reference computed a tensor for a parameter.</summary>
    public bool Expects(string prefix, string parameter) => _expected.Entries.ContainsKey(prefix + parameter);

    /// <summary>What the reference computed for a parameter, in the parameter's layout.</summary>
    public float[] Expected(string prefix, string parameter, Shape shape)
    {
        using var scope = new TensorScope();
        var tensor = Backend.Zeros(shape);
        _expected.ReadInto(prefix + parameter, tensor, _map.IsTransposed(parameter));
        return tensor.ToArray<float>();
    }

    public override string ToString() => Golden.Name;

    public void Dispose()
    {
        Model.Dispose();
        _expected.Dispose();
        _folder.Dispose();
        var left = Backend.Memory.TensorsInUse;
        Backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }
}
