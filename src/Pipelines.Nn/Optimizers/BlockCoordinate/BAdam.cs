using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Block coordinate AdamW (Luo, Yu and Li 2024, as published in Ledzy/BAdam): one block of parameters is trained at a time, for some steps,
/// then the next. Parameters outside the active block are frozen: they cost no gradient work and no gradient memory. Moments and step
/// counts
/// are dropped at every switch, so the state is never larger than the largest block's.
/// </summary>
/// <remarks>
/// The optimizer freezes and unfreezes the parameters it was given; disposing it makes all of them trainable again. Blocks stored in
/// BFloat16
/// have a Float32 master copy while they are active.
/// </remarks>
public sealed class BAdam : AdamW
{
    private const string BlocksName = "badam.blocks";
    private const string RandomName = "badam.random";

    private readonly bool[][] _isActive;
    private readonly BlockSchedule _schedule;
    private readonly RandomGenerator _random;
    private readonly Stack<int> _order = new();
    private Tensor? _blocksTensor;
    private Tensor? _randomTensor;

    /// <summary>Prepares to train blocks of parameters and freezes all but the first block's.</summary>
    /// <param name="groups">The parameters; in the code's variant usually one group, as there decay takes norms and biases too.</param>
    /// <param name="blocks">
    /// The blocks, each a list of parts of parameter names; null for one a layer (<see cref="BlockPartition.ByLayer"/>).
    /// Parameters in no block stay frozen.
    /// </param>
    /// <param name="schedule">When and how blocks change; null for the defaults.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the root of the corrected mean of squares.</param>
    /// <param name="weightDecay">
    /// For groups without their own: each step shrinks an active parameter by <c>learningRate · weightDecay</c>.
    /// </param>
    /// <param name="random">Draws random orders; null for one from seed 0.</param>
    /// <exception cref="OptimizerException">There is no block, or one without a parameter.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public BAdam(
        IReadOnlyList<ParameterGroup> groups, IReadOnlyList<IReadOnlyList<string>>? blocks = null, BlockSchedule? schedule = null,
        double learningRate = 1e-5, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01,
        RandomGenerator? random = null)
        : base(groups, learningRate, beta1, beta2, epsilon, weightDecay)
    {
        _schedule = schedule ?? new BlockSchedule();
        _random = random ?? new RandomGenerator(0);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_schedule.SwitchEvery, nameof(schedule));
        Blocks = blocks ?? BlockPartition.ByLayer([.. groups.SelectMany(group => group.Parameters).Select(named => named.Name)]);
        if (Blocks.Count == 0)
            throw new OptimizerException(
                "There is no block: no parameter's name has a layer number. Give the blocks as lists of parts of names.");
        if (_schedule.StartBlock is { } start && (uint)start >= (uint)Blocks.Count)
            throw new ArgumentOutOfRangeException(nameof(schedule), start, $"StartBlock must be one of the {Blocks.Count} blocks, from 0.");
        _isActive = [.. Blocks.Select(MembersOf)];
        ActiveBlock = _schedule.StartBlock ?? FirstBlock();
        Activate();
    }

    /// <summary>The blocks, as parts of parameter names.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Blocks { get; }

    /// <summary>The block that is trained at present, an index of <see cref="Blocks"/>.</summary>
    public int ActiveBlock { get; private set; }

    /// <inheritdoc/>
    protected override void OnStepped()
    {
        // The published code counts a step first and then asks whether the next one is due.
        var due = _schedule.Variant == BAdamVariant.Code ? StepCount + 1 : StepCount;
        if (due % _schedule.SwitchEvery != 0)
            return;
        ActiveBlock = NextBlock();
        foreach (var state in States)
            state.Release();
        Activate();
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Tensor> GetOwnState()
    {
        var backend = States[0].Parameter.Value.Backend;
        _blocksTensor ??= backend.Empty(new Shape(Blocks.Count + 2), ElementType.Int32).TakeOwnership();
        _randomTensor ??= backend.Empty(new Shape(8), ElementType.Int32).TakeOwnership();
        var blocks = _blocksTensor.AsSpan<int>();
        blocks.Fill(-1);
        (blocks[0], blocks[1]) = (ActiveBlock, _order.Count);
        _order.ToArray().CopyTo(blocks[2..]);
        var words = _randomTensor.AsSpan<int>();
        var state = _random.State;
        ReadOnlySpan<ulong> parts = [state.S0, state.S1, state.S2, state.S3];
        for (var i = 0; i < parts.Length; i++)
            (words[2 * i], words[2 * i + 1]) = ((int)(uint)parts[i], (int)(uint)(parts[i] >> 32));
        return new Dictionary<string, Tensor> { [BlocksName] = _blocksTensor, [RandomName] = _randomTensor };
    }

    /// <inheritdoc/>
    protected override void LoadOwnState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Count == 0)
        {
            _order.Clear();
            ActiveBlock = _schedule.StartBlock ?? FirstBlock();
            Activate();
            return;
        }

        var blocks = Own(state, BlocksName, Blocks.Count + 2);
        var words = Own(state, RandomName, 8);
        var (active, waiting) = (blocks[0], blocks[1]);
        if ((uint)active >= (uint)Blocks.Count || (uint)waiting > (uint)Blocks.Count
            || blocks.Slice(2, waiting).ContainsAnyExceptInRange(0, Blocks.Count - 1))
        {
            throw new OptimizerException($"The state '{BlocksName}' names blocks that are not there; there are {Blocks.Count}.");
        }

        Span<ulong> parts = stackalloc ulong[4];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = (uint)words[2 * i] | ((ulong)(uint)words[2 * i + 1] << 32);
        if (!parts.ContainsAnyExcept(0UL))
            throw new OptimizerException($"The state '{RandomName}' is all zeros, which no generator's is.");
        _random.State = new RandomState(parts[0], parts[1], parts[2], parts[3]);
        _order.Clear();
        for (var i = waiting - 1; i >= 0; i--)
            _order.Push(blocks[2 + i]);
        ActiveBlock = active;
        Activate();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _blocksTensor?.Dispose();
            _randomTensor?.Dispose();
            foreach (var state in States)
            {
                if (!state.Parameter.Value.IsDisposed)
                    state.Parameter.RequiresGradient = true;
            }
        }

        base.Dispose(disposing);
    }

    private static ReadOnlySpan<int> Own(IReadOnlyDictionary<string, Tensor> state, string name, int length)
    {
        if (!state.TryGetValue(name, out var tensor))
            throw new OptimizerException($"The state has no '{name}': is it of another optimizer?");
        return tensor.ElementType == ElementType.Int32 && tensor.ElementCount == length
            ? tensor.AsSpan<int>()
            : throw new OptimizerException(
                $"The state '{name}' is {tensor.ElementType} {tensor.Shape}; Int32 [{length}] was expected. Are the blocks the same?");
    }

    private bool[] MembersOf(IReadOnlyList<string> block)
    {
        var members = new bool[States.Length];
        var any = false;
        for (var i = 0; i < members.Length; i++)
        {
            var name = States[i].Name;
            var isMember = block.Any(part => name.Contains(part, StringComparison.Ordinal));
            any |= isMember;
            members[i] = isMember || _schedule.AlwaysActive.Any(part => name.Contains(part, StringComparison.Ordinal));
        }

        return any
            ? members
            : throw new OptimizerException(
                $"The block [{string.Join(", ", block)}] has no trainable parameter; the first is called '{States[0].Name}'.");
    }

    private void Activate()
    {
        var active = _isActive[ActiveBlock];
        for (var i = 0; i < active.Length; i++)
        {
            // Freezing releases the gradient's memory.
            if (States[i].Parameter.RequiresGradient != active[i])
                States[i].Parameter.RequiresGradient = active[i];
        }
    }

    private int FirstBlock() => _schedule.Order switch
    {
        BlockOrder.Descending => Blocks.Count - 1,
        BlockOrder.Random => NextBlock(),
        _ => 0,
    };

    private int NextBlock()
    {
        var count = Blocks.Count;
        switch (_schedule.Order)
        {
            case BlockOrder.Descending:
                return (ActiveBlock + count - 1) % count;
            case BlockOrder.Ascending:
                return (ActiveBlock + 1) % count;
            case BlockOrder.Random:
                if (_order.Count == 0)
                    Shuffle();
                return _order.Pop();
            default:
                return ActiveBlock;
        }
    }

    private void Shuffle()
    {
        var order = new int[Blocks.Count];
        for (var i = 0; i < order.Length; i++)
        {
            var j = _random.NextInt32(i + 1);
            (order[i], order[j]) = (order[j], i);
        }

        foreach (var block in order)
            _order.Push(block);
    }
}
