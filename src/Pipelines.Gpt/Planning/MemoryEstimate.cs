using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>The memory of training an architecture by each method, from its parameters' shapes.</summary>
internal sealed class MemoryEstimate
{
    private const int Single = sizeof(float);
    private const int FirstRotaryLength = 4096;

    // Floats of a weight of 4 bits that are decoded at a time, in multiples of this many rows.
    private const int DecodedLimit = 1 << 18;
    private const int DecodedRows = 16;

    // Scales of 8 bits share one of 32 among this many, and a tensor has one mean.
    private const int ScalesPerBlock = 256;

    private readonly GptConfig _config;
    private readonly GptPlanOptions _options;
    private readonly IReadOnlyList<ParameterShape> _parameters;
    private readonly ActivationMemory _activations;
    private readonly string _layers;

    public MemoryEstimate(GptConfig config, GptPlanOptions options, int length)
    {
        _config = config;
        _options = options;
        _parameters = GptParameters.List(config);
        _activations = new ActivationMemory(config, (long)options.BatchSize * length);
        var names = GptNames.For(config);
        _layers = $"{names.Root}.{names.Layers}.";
    }

    private bool IsNarrow => _options.WeightType == ElementType.BFloat16;

    public TrainingMemory Of(TrainingMethod method) => method switch
    {
        TrainingMethod.Full => Full(),
        TrainingMethod.BAdam => ByBlocks(),
        _ => Adapters(method),
    };

    private TrainingMemory Full()
    {
        var count = _parameters.Sum(p => p.Shape.ElementCount);
        return Memory(
            TrainingMethod.Full, count, _parameters.Sum(WeightBytes),
            OptimizerMemory.Of(_options.Optimizer, _parameters, _options.WeightType));
    }

    private TrainingMemory ByBlocks()
    {
        var options = _options.BAdam;
        var names = _parameters.Select(p => p.Name).ToArray();
        var blocks = options.Blocks.Count > 0
            ? options.Blocks
            : BlockPartition.ByLayer(names, options.IncludeEmbedding, options.IncludeHead);
        var members = blocks.Select(block => _parameters.Where(
            p => Contains(block, p.Name) || Contains(options.AlwaysActive, p.Name)).ToArray()).ToArray();
        for (var i = 0; i < members.Length; i++)
        {
            if (!Array.Exists(members[i], p => Contains(blocks[i], p.Name)))
                throw new OptionsException(
                    nameof(BAdamOptions),
                    [$"The block [{string.Join(", ", blocks[i])}] has no parameter; the first is called '{names[0]}'."]);
        }

        var stored = _parameters.Sum(WeightBytes);
        var each = members.Select(block => OfBlock(block, stored)).ToArray();
        return each.MaxBy(memory => memory.TrainableParameters)! with
        {
            Optimizer = each.Max(memory => memory.Optimizer),
            Activations = each.Max(memory => memory.Activations),
            Workspace = each.Max(memory => memory.Workspace),
            Total = each.Max(memory => memory.Total),
        };
    }

    private TrainingMemory OfBlock(ParameterShape[] block, long stored)
    {
        var memory = Memory(
            TrainingMethod.BAdam, block.Sum(p => p.Shape.ElementCount), stored,
            OptimizerMemory.Of(_options.BAdam, block, _options.WeightType), Math.Max(block.Min(LayerOf), 0));
        if (_options.BAdam.SwitchEvery > 1)
            return memory;

        // A block that has one step has its state only then, when the activations are gone; its gradients come as they go, but for that of
        // a weight at the loss, or of several micro-batches.
        var isThere = _options.GradientAccumulationSteps > 1 || Array.Exists(block, IsHead);
        var passes = memory.Activations + memory.Workspace + (isThere ? memory.Gradients : 0);
        return memory with { Total = memory.Weights + Math.Max(passes, memory.Gradients + memory.Optimizer) };
    }

    private TrainingMemory Adapters(TrainingMethod method)
    {
        var targets = Targets();
        long adapterWidth = 0;
        List<ParameterShape> adapters = [];
        foreach (var target in targets)
        {
            var (outputs, inputs) = (target.Shape[0], target.Shape[1]);
            adapters.Add(new ParameterShape(target.Name + ".lora_A", new Shape(_options.Rank, inputs)));
            adapters.Add(new ParameterShape(target.Name + ".lora_B", new Shape(outputs, _options.Rank)));
            // The product with A, the same scaled, and the product with B.
            adapterWidth += 2 * _options.Rank + outputs;
        }

        var trained = adapters.Sum(p => p.Shape.ElementCount);
        var weights = _parameters.Sum(p => method == TrainingMethod.Qlora && IsQuantized(p)
            ? QuantizedBytes(p.Shape.ElementCount)
            : WeightBytes(p));
        // Adapters are trained in Float32 whatever the weights are.
        var optimizer = OptimizerMemory.Of(_options.Optimizer, adapters, ElementType.Float32);
        var memory = Memory(method, trained, weights + Single * trained, optimizer, targets.Min(LayerOf), adapterWidth);
        if (method == TrainingMethod.Lora)
            return memory;
        var workspace = memory.Workspace + Single * _parameters.Where(IsQuantized).Max(p => Decoded(p.Shape));
        return memory with { Workspace = workspace, Total = memory.Total - memory.Workspace + workspace };
    }

    private TrainingMemory Memory(
        TrainingMethod method, long trained, long weights, long optimizer, int firstRecorded = 0, long adapterWidth = 0) => new(
        method, trained, weights + RotaryBytes(), Single * trained, optimizer,
        _activations.Bytes(firstRecorded, _options.Checkpointing, adapterWidth),
        Math.Max(
            _activations.Workspace(_options.Checkpointing, adapterWidth, IsNarrow), OptimizerMemory.WorkspaceOf(_options.Optimizer)));

    private ParameterShape[] Targets()
    {
        var wanted = _options.TargetModules.Count > 0 ? _options.TargetModules
            : _config.Positions == PositionKind.Learned ? ["c_attn"]
            : _config.FusedProjections ? ["qkv_proj"]
            : (IReadOnlyList<string>)["q_proj", "v_proj"];
        var projections = _parameters.Where(IsQuantized).ToArray();
        foreach (var name in wanted)
        {
            if (!Array.Exists(projections, p => IsModule(p.Name, name)))
            {
                var known = projections.Select(p => p.Name.Split('.')[^2]).Distinct(StringComparer.Ordinal);
                throw new OptionsException(
                    nameof(GptPlanOptions), [$"TargetModules names '{name}', but the layers' projections are {string.Join(", ", known)}."]);
            }
        }

        return [.. projections.Where(p => wanted.Any(name => IsModule(p.Name, name)))];
    }

    private static bool IsModule(string parameter, string module) => parameter.EndsWith($".{module}.weight", StringComparison.Ordinal);

    private static bool Contains(IReadOnlyList<string> parts, string name) =>
        parts.Any(part => name.Contains(part, StringComparison.Ordinal));

    // The matrices of the layers; embeddings, norms and the output projection stay as they are.
    private bool IsQuantized(ParameterShape parameter) =>
        parameter.Shape.Rank == 2 && parameter.Name.StartsWith(_layers, StringComparison.Ordinal);

    // Matrices alone are stored in fewer bits.
    private long WeightBytes(ParameterShape parameter) =>
        parameter.Shape.ElementCount * (IsNarrow && parameter.Shape.Rank == 2 ? sizeof(ushort) : Single);

    private bool IsHead(ParameterShape parameter) => _config.TieEmbeddings
        ? parameter.Name == _parameters[0].Name
        : parameter.Name.StartsWith("lm_head.", StringComparison.Ordinal);

    private static long Decoded(Shape shape) => Math.Min(
        shape.ElementCount, Math.Max(DecodedRows, DecodedLimit / shape[1] / DecodedRows * DecodedRows) * (long)shape[1]);

    private long QuantizedBytes(long count)
    {
        var codes = (count + 1) / 2;
        var scales = (count + _options.QuantizationBlockSize - 1) / _options.QuantizationBlockSize;
        return codes + (_options.DoubleQuantization
            ? scales + Single * ((scales + ScalesPerBlock - 1) / ScalesPerBlock) + Single
            : Single * scales);
    }

    /// <summary>The layer of a parameter; −1 before the layers, their number behind them.</summary>
    private int LayerOf(ParameterShape parameter)
    {
        if (!parameter.Name.StartsWith(_layers, StringComparison.Ordinal))
            return parameter.Name.Contains("embed", StringComparison.Ordinal) || parameter.Name.Contains(".wte.", StringComparison.Ordinal)
                || parameter.Name.Contains(".wpe.", StringComparison.Ordinal) ? -1 : _config.LayerCount;
        var rest = parameter.Name.AsSpan(_layers.Length);
        return int.Parse(rest[..rest.IndexOf('.')], System.Globalization.CultureInfo.InvariantCulture);
    }

    private long RotaryBytes() => _config.Positions == PositionKind.Rotary
        ? 2L * Single * Math.Min(FirstRotaryLength, _config.LongestRow) * (_config.EffectiveHeadSize / 2)
        : 0;
}
