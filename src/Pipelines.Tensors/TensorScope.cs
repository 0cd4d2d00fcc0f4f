namespace Pipelines.Tensors;

/// <summary>
/// Frees tensors: those that operations and factories make on this thread while the scope is the innermost one are disposed when it
/// ends, except those that <see cref="Keep"/> moved out. Scopes belong to one thread and end in the reverse order of their beginning, so
/// no <c>await</c> may stand between. Tensors made outside any scope belong to whoever made them.
/// </summary>
/// <example>
/// <code>
/// using var scope = new TensorScope();
/// var hidden = model.Forward(ids);            // freed with the scope
/// return scope.Keep(model.Head(hidden));      // the caller's, or the outer scope's
/// </code>
/// </example>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? _current;

    [ThreadStatic]
    private static Stack<Tensor?[]>? _spareLists;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly TensorScope? _outer;
    private Tensor?[] _tensors;
    private int _count;
    private bool _ended;

    /// <summary>Begins a scope on this thread.</summary>
    public TensorScope()
    {
        _outer = _current;
        _tensors = _spareLists is not null && _spareLists.TryPop(out var list) ? list : new Tensor?[256];
        _current = this;
    }

    /// <summary>The innermost scope of this thread, if there is one.</summary>
    public static TensorScope? Current => _current;

    /// <summary>How many tensors the scope will free.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            for (var i = 0; i < _count; i++)
                count += _tensors[i] is null ? 0 : 1;
            return count;
        }
    }

    /// <summary>Whether the scope is over.</summary>
    internal bool HasEnded => _ended;

    /// <summary>Moves a tensor out: to the next outer scope or, where there is none, to the caller, who then disposes it.</summary>
    /// <param name="tensor">Made under this scope, of any shape.</param>
    /// <returns>The same tensor, in its shape.</returns>
    /// <exception cref="InvalidOperationException">The tensor belongs to a scope outside this one, or it is gone already.</exception>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.IsDisposed)
            throw tensor.Gone();
        for (var scope = tensor.Scope; scope is not null; scope = scope._outer)
        {
            if (scope != this)
                continue;
            tensor.Scope!.Remove(tensor);
            _outer?.Add(tensor);
            return tensor;
        }

        return tensor.Scope is null
            ? tensor
            : throw new InvalidOperationException("The tensor belongs to an outer scope and outlives this one anyway; keep it there.");
    }

    /// <summary>Frees everything that was not kept.</summary>
    /// <exception cref="InvalidOperationException">
    /// This is another thread; or an inner scope had not ended: it has been ended too, and the thread can go on.
    /// </exception>
    public void Dispose()
    {
        if (_ended)
            return;
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("A TensorScope ends on the thread it began on; no await may stand between.");
        var hasOpenInner = _current != this;
        while (_current != this)
            _current!.End();
        End();
        if (hasOpenInner)
        {
            throw new InvalidOperationException(
                "A TensorScope inside this one had not ended; scopes end in the reverse order of their beginning.");
        }
    }

    /// <summary>Frees everything and ends this scope, which is the innermost.</summary>
    private void End()
    {
        Clear();
        _ended = true;
        _current = _outer;
        (_spareLists ??= new Stack<Tensor?[]>()).Push(_tensors);
        _tensors = [];
    }

    /// <summary>Puts a new tensor into the innermost scope of this thread, if there is one.</summary>
    internal static Tensor Register(Tensor tensor)
    {
        _current?.Add(tensor);
        return tensor;
    }

    /// <summary>Frees everything in the scope, which goes on.</summary>
    internal void Clear()
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            var tensor = _tensors[i];
            _tensors[i] = null;
            if (tensor is null)
                continue;
            tensor.Scope = null;
            tensor.Dispose();
        }

        _count = 0;
    }

    /// <summary>Takes a tensor in, out of the scope it is in.</summary>
    internal void Add(Tensor tensor)
    {
        tensor.Scope?.Remove(tensor);
        if (_count == _tensors.Length)
            Array.Resize(ref _tensors, _count * 2);
        tensor.Scope = this;
        tensor.ScopeIndex = _count;
        _tensors[_count++] = tensor;
    }

    /// <summary>Lets a tensor of this scope go.</summary>
    internal void Remove(Tensor tensor)
    {
        _tensors[tensor.ScopeIndex] = null;
        tensor.Scope = null;
        while (_count > 0 && _tensors[_count - 1] is null)
            _count--;
    }
}
