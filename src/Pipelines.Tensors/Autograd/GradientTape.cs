namespace Pipelines.Tensors;

/// <summary>
/// Records the operations of its thread so that gradients can flow back through them (reverse-mode differentiation). Without a tape
/// nothing is recorded. A tape is also a <see cref="TensorScope"/>: what was made under it is freed with it, and <see cref="Backward"/>
/// frees activations and gradients on the way as soon as nothing needs them.
/// </summary>
/// <example>
/// <code>
/// using var tape = new GradientTape();
/// var loss = model.Loss(ids, labels);
/// tape.Backward(loss);                  // parameters now have gradients
/// var value = loss.ToScalar();
/// </code>
/// </example>
public sealed class GradientTape : IDisposable
{
    [ThreadStatic]
    private static GradientTape? _current;

    [ThreadStatic]
    private static Stack<List<Operation>>? _spareLists;

    private readonly GradientTape? _outer;
    private readonly TensorScope _scope = new();
    private List<Operation> _operations;
    private bool _ended;

    /// <summary>Begins recording on this thread; a tape already recording pauses until this one ends.</summary>
    public GradientTape()
    {
        _outer = _current;
        _operations = _spareLists is not null && _spareLists.TryPop(out var list) ? list : new List<Operation>(256);
        _current = this;
    }

    /// <summary>Whether a tape records on this thread.</summary>
    public static bool IsOpen => _current is not null;

    /// <summary>How many operations are recorded.</summary>
    public int Count => _operations.Count;

    /// <summary>
    /// Whether an operation on inputs of any shape would be recorded: a tape is open and one of them requires a gradient.
    /// </summary>
    public static bool IsRecording(params ReadOnlySpan<Tensor?> inputs)
    {
        if (_current is null)
            return false;
        foreach (var input in inputs)
        {
            if (input is { RequiresGradient: true })
                return true;
        }

        return false;
    }

    /// <summary>
    /// Records an operation if <see cref="IsRecording"/> says so for its inputs; otherwise what it saved is freed. The result then
    /// requires a gradient, and the tape owns it.
    /// </summary>
    /// <param name="operation">What computes the inputs' gradients; not recorded yet.</param>
    /// <param name="result">What was computed, of any shape.</param>
    /// <param name="inputs">What it was computed from, of any shape; null for an optional input that is absent.</param>
    /// <returns><paramref name="result"/>, in its shape.</returns>
    /// <exception cref="InvalidOperationException">The operation object is recorded already.</exception>
    public static Tensor Record(Operation operation, Tensor result, params ReadOnlySpan<Tensor?> inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(result);
        if (operation.IsRecorded)
            throw new InvalidOperationException($"{operation.Name} is recorded already; every use needs its own object.");
        if (!IsRecording(inputs))
        {
            operation.Finish();
            return result;
        }

        return RecordAlways(operation, result, inputs);
    }

    /// <summary>Records on the open tape whatever the inputs say: the operation may reach further tensors that are trained.</summary>
    internal static Tensor RecordAlways(Operation operation, Tensor result, params ReadOnlySpan<Tensor?> inputs)
    {
        foreach (var input in inputs)
            operation.AddInput(input);
        operation.SetResult(result);
        _current!._operations.Add(operation);
        if (result.Scope is not null)
            _current._scope.Add(result);
        return result;
    }

    /// <summary>Stops recording on this thread until the returned value is disposed.</summary>
    public static Paused Pause() => new(_current);

    /// <inheritdoc cref="TensorScope.Keep"/>
    public Tensor Keep(Tensor tensor) => _scope.Keep(tensor);

    /// <summary>
    /// Flows gradients from <paramref name="root"/> back into everything that requires one: leaves accumulate theirs in
    /// <see cref="Tensor.Gradient"/>. Every other tensor recorded here is freed as soon as it has been used, except the root and what was
    /// kept. The tape is empty afterwards.
    /// </summary>
    /// <param name="root">A result recorded on this tape; a scalar unless <paramref name="gradient"/> is given.</param>
    /// <param name="gradient">The gradient to start from, in the shape of the root; 1 when null.</param>
    /// <exception cref="TensorException">The root is no scalar and no gradient is given, or the shapes differ.</exception>
    /// <exception cref="InvalidOperationException">
    /// Nothing that leads to the root requires a gradient, or it was recorded elsewhere.
    /// </exception>
    public void Backward(Tensor root, Tensor? gradient = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        ObjectDisposedException.ThrowIf(_ended, this);
        if (root.Producer is null)
        {
            throw new InvalidOperationException(
                "Nothing that leads to this tensor requires a gradient, or it was made while no tape was open.");
        }

        if (!_operations.Contains(root.Producer))
            throw new InvalidOperationException("This tensor was recorded on another tape.");
        Seed(root, gradient);
        Flow(root);
    }

    /// <summary>As <see cref="Backward"/>, with a gradient that is handed over instead of copied.</summary>
    internal void BackwardFrom(Tensor root, Tensor gradient)
    {
        root.AdoptGradient(gradient);
        Flow(root);
    }

    private void Flow(Tensor root)
    {
        using var paused = Pause();
        using var scratch = new TensorScope();
        for (var i = _operations.Count - 1; i >= 0; i--)
        {
            var operation = _operations[i];
            var result = operation.Result;
            if (result.HasGradient)
            {
                var retained = result.RetainsGradient ? result.Gradient!.Clone().TakeOwnership() : null;
                operation.RunBackward();
                scratch.Clear();
                TensorRecycler.Return(result.TakeGradient());
                if (retained is not null)
                    result.AdoptGradient(retained);
            }

            _operations.RemoveAt(i);
            operation.Finish();
            if (result != root && result.Scope == _scope && !result.RetainsGradient)
                result.Dispose();
        }
    }

    /// <summary>Ends recording, forgets what is recorded and frees what was made under the tape and not kept.</summary>
    /// <exception cref="InvalidOperationException">
    /// This is another thread; or an inner scope or tape had not ended: it has been ended too, and the thread can go on.
    /// </exception>
    public void Dispose()
    {
        if (_ended)
            return;
        try
        {
            _scope.Dispose();
        }
        finally
        {
            if (_scope.HasEnded)
            {
                // Tapes inside this one that were left open ended with its scope.
                for (var inner = _current; inner is not null && inner != this; inner = inner._outer)
                    inner.Forget();
                Forget();
                _current = _outer;
            }
        }
    }

    private void Forget()
    {
        _ended = true;
        for (var i = _operations.Count - 1; i >= 0; i--)
        {
            var result = _operations[i].Result;
            _operations[i].Finish();
            result.ReleaseGradient();
        }

        _operations.Clear();
        (_spareLists ??= new Stack<List<Operation>>()).Push(_operations);
        _operations = [];
    }

    private static void Seed(Tensor root, Tensor? gradient)
    {
        if (gradient is null && root.ElementCount != 1)
        {
            throw new TensorException(
                "Backward", $"the root has shape {root.Shape}; give a gradient of that shape, or reduce it to a scalar.");
        }

        if (gradient is not null && (gradient.Shape != root.Shape || gradient.ElementType != ElementType.Float32))
        {
            throw new TensorException(
                "Backward", $"the gradient is {gradient.ElementType} {gradient.Shape}; Float32 {root.Shape} was expected.");
        }

        var target = root.GradientTarget(out var accumulate);
        if (gradient is null)
            target.Backend.Fill(target, 1f);
        else if (accumulate)
            target.Backend.AddScaled(gradient, 1f, target);
        else
            target.Backend.Copy(gradient, target);
    }

    /// <summary>Recording is paused until this is disposed.</summary>
    public readonly struct Paused : IDisposable
    {
        private readonly GradientTape? _tape;

        internal Paused(GradientTape? tape)
        {
            _tape = tape;
            _current = null;
        }

        /// <summary>Goes on recording.</summary>
        public void Dispose() => _current = _tape is { _ended: false } ? _tape : null;
    }
}
