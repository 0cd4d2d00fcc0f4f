namespace Pipelines.Tensors;

/// <summary>
/// One recorded step of a computation: what it read, what it made, and how a gradient flows back. A custom operation computes its result
/// from tensors' spans or a backend's calls, then hands an instance of itself to <see cref="GradientTape.Record"/>.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Backward"/> runs once, after every reader of the result has run, and adds to the inputs' gradients with exactly one of
/// <see cref="GradientTarget"/>, <see cref="AccumulatedGradient"/>, <see cref="AddGradient"/> or <see cref="PassGradient"/> for each
/// input that <see cref="NeedsGradient"/>. Nothing is recorded while it runs, and tensors it makes are freed afterwards. The tensors it is
/// handed belong to the engine: do not keep them.
/// </para>
/// <para>Instances are used once, except those of <see cref="PooledOperation{TSelf}"/>, which the engine reuses.</para>
/// </remarks>
public abstract class Operation
{
    private Tensor?[] _inputs = new Tensor?[4];
    private Tensor?[] _saved = [];
    private int _inputCount;
    private int _savedCount;
    private Tensor? _result;

    /// <summary>The operation's name in errors.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>
    /// Whether <see cref="Backward"/> reads the contents of <see cref="Result"/>. Where it does not, a following operation may be allowed
    /// to overwrite them.
    /// </summary>
    protected internal virtual bool UsesResult => false;

    /// <summary>How many inputs were recorded; absent optional ones count.</summary>
    protected int InputCount => _inputCount;

    /// <summary>What the operation made, in its shape. Its contents may be read only where <see cref="UsesResult"/> says so.</summary>
    protected internal Tensor Result => _result ?? throw new InvalidOperationException($"{Name} is not recorded.");

    /// <summary>The gradient of the result, in its shape. <see cref="Backward"/> may overwrite it.</summary>
    protected Tensor ResultGradient => Result.GradientTarget(out _);

    /// <summary>Flows the gradient back; see the remarks of <see cref="Operation"/>.</summary>
    protected abstract void Backward();

    /// <summary>An input, in the order they were recorded and the shape it had.</summary>
    /// <param name="index">From 0 on; absent optional inputs count.</param>
    /// <exception cref="InvalidOperationException">An optional input was not given.</exception>
    protected Tensor Input(int index) => _inputs[index] ?? throw new InvalidOperationException($"{Name} has no input {index}.");

    /// <summary>An input in the shape it had, or null where an optional one was not given.</summary>
    protected Tensor? OptionalInput(int index) => index < _inputCount ? _inputs[index] : null;

    /// <summary>Whether an input is there and something is trained through it.</summary>
    protected bool NeedsGradient(int index) => index < _inputCount && _inputs[index] is { RequiresGradient: true };

    /// <summary>
    /// Keeps a tensor of any shape for <see cref="Backward"/> and hands its ownership over: it is freed when the operation has run back.
    /// </summary>
    protected internal void Save(Tensor tensor)
    {
        if (_savedCount == _saved.Length)
            Array.Resize(ref _saved, Math.Max(2, _saved.Length * 2));
        tensor.TakeOwnership();
        _saved[_savedCount++] = tensor;
    }

    /// <summary>A saved tensor, in the order they were saved and the shape it had.</summary>
    protected Tensor Saved(int index) => index < _savedCount
        ? _saved[index] ?? throw new InvalidOperationException($"{Name} has given its saved tensor {index} away.")
        : throw new InvalidOperationException($"{Name} saved {_savedCount} tensors; there is none with index {index}.");

    /// <summary>
    /// The memory of an input's gradient, in the input's shape, to be overwritten entirely, or added to where
    /// <paramref name="accumulate"/> is true.
    /// </summary>
    protected Tensor GradientTarget(int index, out bool accumulate) => Input(index).GradientTarget(out accumulate);

    /// <summary>The gradient of an input, in its shape, zeros if nothing has flown into it yet: to be added to.</summary>
    protected Tensor AccumulatedGradient(int index)
    {
        var gradient = Input(index).GradientTarget(out var accumulate);
        if (!accumulate)
            gradient.Backend.Fill(gradient, 0f);
        return gradient;
    }

    /// <summary>Adds <c>factor · gradient</c> to an input's gradient. The shapes may differ, the element counts agree.</summary>
    protected void AddGradient(int index, Tensor gradient, float factor = 1f)
    {
        var target = Input(index).GradientTarget(out var accumulate);
        if (accumulate)
            target.Backend.AddScaled(gradient, factor, target);
        else if (factor == 1f)
            target.Backend.Copy(gradient, target);
        else
            target.Backend.Scale(gradient, factor, target);
    }

    /// <summary>
    /// Hands the result's gradient on as (or adds it to) an input's gradient, without a copy where possible. This must be the last use of
    /// <see cref="ResultGradient"/>.
    /// </summary>
    protected void PassGradient(int index)
    {
        var input = Input(index);
        if (input.HasGradient || input.Producer is null) // a leaf may keep memory of its own for its gradient
        {
            AddGradient(index, ResultGradient);
            return;
        }

        var gradient = Result.TakeGradient()!;
        if (gradient.Shape != input.Shape)
            gradient.Rebind(gradient.Backend, gradient.Storage, input.Shape, ElementType.Float32);
        input.AdoptGradient(gradient);
    }

    /// <summary>Makes a saved tensor an input's gradient, or adds it, and gives it up.</summary>
    private protected void PassSaved(int savedIndex, int inputIndex, float factor)
    {
        var gradient = Saved(savedIndex);
        var input = Input(inputIndex);
        if (input.HasGradient)
        {
            AddGradient(inputIndex, gradient, factor);
            return;
        }

        if (factor != 1f)
            gradient.Backend.Scale(gradient, factor, gradient);
        _saved[savedIndex] = null;
        input.AdoptGradient(gradient);
    }

    /// <summary>Called when the engine no longer needs the instance; a pooled one becomes free for reuse.</summary>
    private protected virtual void Retire()
    {
    }

    internal bool IsRecorded => _result is not null;

    internal void AddInput(Tensor? input)
    {
        if (_inputCount == _inputs.Length)
            Array.Resize(ref _inputs, _inputCount * 2);
        if (input is not null)
            input.ConsumerCount++;
        _inputs[_inputCount++] = input;
    }

    internal void SetResult(Tensor result)
    {
        _result = result;
        result.SetProducer(this);
    }

    internal void RunBackward() => Backward();

    /// <summary>Frees what the operation saved, lets go of its tensors, and the object.</summary>
    internal void Finish()
    {
        for (var i = 0; i < _savedCount; i++)
        {
            TensorRecycler.Return(_saved[i]);
            _saved[i] = null;
        }

        for (var i = 0; i < _inputCount; i++)
        {
            if (_inputs[i] is { } input)
                input.ConsumerCount--;
            _inputs[i] = null;
        }

        _result?.ClearProducer();
        _result = null;
        _savedCount = 0;
        _inputCount = 0;
        Retire();
    }
}
