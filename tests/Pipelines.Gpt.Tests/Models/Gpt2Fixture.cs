using System.Text.Json;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>A GPT-2 case that the reference implementation computed.</summary>
internal sealed class Gpt2Fixture : IDisposable
{
    private readonly JsonDocument _case;
    private readonly SafetensorsFile _expected;

    public Gpt2Fixture(string folder, int threads = 1)
    {
        Backend = new CpuBackend(threads);
        _case = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        _expected = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
        int Number(string name) => config.RootElement.GetProperty(name).GetInt32();
        Model = new GptModel(
            Backend,
            new GptConfig
            {
                VocabularySize = Number("vocab_size"),
                BlockSize = Number("n_positions"),
                LayerCount = Number("n_layer"),
                HeadCount = Number("n_head"),
                EmbeddingSize = Number("n_embd"),
            },
            random: null);
        using var file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        using var scope = new TensorScope();
        Model.LoadState(file.Entries.Keys.ToDictionary(name => name, name => OurLayout(name, file.Read(name, Backend))));
    }

    public static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "fixtures", "gpt2-train-grouped-clip");

    public CpuBackend Backend { get; }

    public GptModel Model { get; }

    public JsonElement Case => _case.RootElement;

    /// <summary>The inputs with labels shifted as the model takes them.</summary>
    public TokenBatch Batch()
    {
        var inputs = Case.GetProperty("inputs");
        var ids = Ints(inputs.GetProperty("input_ids"));
        var labels = Ints(inputs.GetProperty("labels"));
        var shape = inputs.GetProperty("input_ids").GetProperty("shape");
        var (rows, length) = (shape[0].GetInt32(), shape[1].GetInt32());
        var batch = new TokenBatch();
        batch.Reset(rows, length);
        for (var row = 0; row < rows; row++)
            batch.SetRow(
                row, ids.AsSpan(row * length, length), [.. labels[(row * length + 1)..((row + 1) * length)], TokenLabels.IgnoreIndex]);
        return batch;
    }

    /// <summary>An expected tensor, in our layout.</summary>
    public float[] Expected(string prefix, string name)
    {
        using var scope = new TensorScope();
        return OurLayout(name, _expected.Read(prefix + name, Backend)).ToArray<float>();
    }

    public static int[] Ints(JsonElement tensor) => [.. tensor.GetProperty("data").EnumerateArray().Select(v => v.GetInt32())];

    public static float[] Floats(JsonElement tensor) => [.. tensor.GetProperty("data").EnumerateArray().Select(v => v.GetSingle())];

    public void Dispose()
    {
        _expected.Dispose();
        _case.Dispose();
        Model.Dispose();
        Backend.Dispose();
    }

    // GPT-2's Conv1D holds [in, out].
    private static Tensor OurLayout(string name, Tensor tensor)
    {
        var isProjection = name.EndsWith(".weight", StringComparison.Ordinal) && name.Contains(".c_", StringComparison.Ordinal);
        return isProjection ? Functional.Permute(tensor, 1, 0) : tensor;
    }
}
