using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>One adapter of each method and kind, for what holds of all of them.</summary>
internal static class MethodCases
{
    public static IEnumerable<string> All =>
    [
        "ia3", "ia3-random", "ia3-head", "ia3-saved", "adalora", "adalora-random", "adalora-head", "adalora-bias", "houlsby", "pfeiffer", "bert-start",
        "parallel", "parallel-both", "no-residual", "named", "bitfit", "head", "last-layer", "patterns",
    ];

    /// <summary>Those that can be merged into weights and taken out again.</summary>
    public static IEnumerable<string> Mergeable => All.Where(k => k.StartsWith("ia3", StringComparison.Ordinal) || k.StartsWith("adalora", StringComparison.Ordinal));

    /// <summary>Those that compute as the base before they are trained.</summary>
    public static IEnumerable<string> StartAsTheBase => All.Except(["ia3-random", "adalora-random", "bert-start", "no-residual"]);

    public static AdapterSet Attach(Module model, string kind, string name = AdapterSet.DefaultName) => kind switch
    {
        "ia3" => model.Attach(Ia3(), name),
        "ia3-random" => model.Attach(Ia3(o => o.StartWithOnes = false), name, seed: 3),
        "ia3-head" => model.Attach(Ia3(o => (o.TargetModules, o.FeedForwardModules) = (["lm_head", "c_attn"], [])), name),
        "ia3-saved" => model.Attach(Ia3(o => o.ModulesToSave = ["ln_f"]), name),
        "adalora" => model.Attach(AdaLora(), name),
        "adalora-random" => model.Attach(AdaLora(o => o.StartWithZeros = false), name, seed: 3),
        "adalora-head" => model.Attach(AdaLora(o => o.TargetModules = ["lm_head", "c_fc"]), name),
        "adalora-bias" => model.Attach(AdaLora(o => (o.Bias, o.Alpha) = (LoraBias.All, 4)), name),
        "houlsby" => model.Attach(Narrow(BottleneckOptions.Houlsby()), name),
        "pfeiffer" => model.Attach(Narrow(BottleneckOptions.Pfeiffer(), o => o.Scaling = 0.5), name),
        "bert-start" => model.Attach(Narrow(BottleneckOptions.Houlsby(), o => o.Initialization = BottleneckInitialization.Bert), name),
        "parallel" => model.Attach(BottleneckOptions.ParallelToFeedForward(), name),
        "parallel-both" => model.Attach(Narrow(new BottleneckOptions { Parallel = true, AfterAttention = true }), name),
        "no-residual" => model.Attach(Narrow(new BottleneckOptions { Residual = false, Initialization = BottleneckInitialization.Bert }), name),
        "named" => model.Attach(Narrow(new BottleneckOptions { FeedForwardModules = ["mlp.c_proj"], LeaveOut = [0] }), name),
        "bitfit" => model.Attach(SelectiveOptions.BitFit(), name),
        "head" => model.Attach(SelectiveOptions.LastLayer(), name),
        "last-layer" => model.Attach(new SelectiveOptions { Scope = TrainableScope.LastLayer }, name),
        "patterns" => model.Attach(new SelectiveOptions { Train = ["*.c_attn.*"], Freeze = ["*.bias"] }, name),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static Ia3Options Ia3(Action<Ia3Options>? change = null)
    {
        var options = new Ia3Options { TargetModules = ["c_attn", "mlp.c_proj"], FeedForwardModules = ["mlp.c_proj"] };
        change?.Invoke(options);
        return options;
    }

    public static AdaLoraOptions AdaLora(Action<AdaLoraOptions>? change = null)
    {
        var options = new AdaLoraOptions { TargetModules = ["c_attn", "c_proj"], InitialRank = 4, TargetRank = 2 };
        change?.Invoke(options);
        return options;
    }

    /// <summary>Merges adapters into the weights.</summary>
    public static void Merge(AdapterSet adapters)
    {
        if (adapters is Ia3Adapters ia3)
            ia3.Merge();
        else
            ((AdaLoraAdapters)adapters).Merge();
    }

    /// <summary>Takes merged adapters out of the weights.</summary>
    public static void Unmerge(AdapterSet adapters)
    {
        if (adapters is Ia3Adapters ia3)
            ia3.Unmerge();
        else
            ((AdaLoraAdapters)adapters).Unmerge();
    }

    /// <summary>Tokens chosen greedily, with the cache.</summary>
    public static int[] WithCache(GptModel model, int[] prompt, int count)
    {
        using var session = ((ICausalModel)model).StartDecoding(1);
        var logits = new float[TestModels.VocabularySize];
        session.Append(0, prompt, logits);
        var answer = new int[count];
        for (var i = 0; i < count; i++)
        {
            answer[i] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits);
            if (i < count - 1)
                session.Append(0, [answer[i]], logits);
        }

        return answer;
    }

    /// <summary>Tokens chosen greedily, all positions computed anew for each.</summary>
    public static int[] WithoutCache(GptModel model, int[] prompt, int count)
    {
        List<int> tokens = [.. prompt];
        for (var i = 0; i < count; i++)
        {
            using var scope = new TensorScope();
            var batch = new TokenBatch();
            batch.Reset(1, tokens.Count);
            batch.SetRow(0, [.. tokens], [.. tokens]);
            var logits = model.Logits(batch).ToArray<float>();
            tokens.Add(System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits.AsSpan()[^TestModels.VocabularySize..]));
        }

        return [.. tokens.Skip(prompt.Length)];
    }

    private static BottleneckOptions Narrow(BottleneckOptions options, Action<BottleneckOptions>? change = null)
    {
        options.ReductionFactor = 4;
        change?.Invoke(options);
        return options;
    }
}
