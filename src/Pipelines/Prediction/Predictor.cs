namespace Pipelines;

/// <summary>
/// A fitted pipeline as a function from one object to another. Any number of threads may call it: each call borrows a row of its own, and
/// there is no reflection in it.
/// </summary>
/// <typeparam name="TInput">The input's class; its members are columns as in <c>context.Data.LoadFromEnumerable</c>.</typeparam>
/// <typeparam name="TOutput">The output's class; its members are columns as in <c>context.Data.CreateEnumerable</c>.</typeparam>
public sealed class Predictor<TInput, TOutput> : IDisposable
{
    private readonly IRowToRowMapper _mapper;
    private readonly MemberAccess<TInput> _members;
    private readonly RowFactory<TOutput> _factory;
    private readonly PredictionSlot?[] _idle = new PredictionSlot?[2 * Environment.ProcessorCount];
    private volatile bool _disposed;

    internal Predictor(ITransformer model)
    {
        _members = new MemberAccess<TInput>();
        _mapper = model.GetRowToRowMapper(_members.Schema);
        _factory = new RowFactory<TOutput>(_mapper.OutputSchema, ignoreMissingColumns: false);

        // Getters are bound now, so that a stage that cannot give them says so here and not at the first prediction.
        Return(Open());
    }

    /// <summary>The columns that the pipeline gives, of which <typeparamref name="TOutput"/> has some.</summary>
    public DataViewSchema OutputSchema => _mapper.OutputSchema;

    /// <summary>Computes the output for an input.</summary>
    /// <exception cref="CellException">A value cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">The predictor is disposed.</exception>
    public TOutput Predict(TInput input)
    {
        var slot = Compute(input);
        var output = _factory.Create(slot.Values);
        Return(slot);
        return output;
    }

    /// <summary>As <see cref="Predict(TInput)"/>, filling an object that is there; one whose members cannot be set is replaced.</summary>
    /// <exception cref="CellException">A value cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">The predictor is disposed.</exception>
    public void Predict(TInput input, ref TOutput output)
    {
        var slot = Compute(input);
        output = output is null ? _factory.Create(slot.Values) : _factory.Fill(output, slot.Values);
        Return(slot);
    }

    /// <summary>Releases the rows. The pipeline itself stays its owner's.</summary>
    public void Dispose()
    {
        _disposed = true;
        for (var i = 0; i < _idle.Length; i++)
            Interlocked.Exchange(ref _idle[i], null)?.Output.Dispose();
    }

    private PredictionSlot Compute(TInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var slot = Borrow();
        try
        {
            slot.Input.Set(input);
            foreach (var value in slot.Values)
                value.Read();
            return slot;
        }
        catch
        {
            // A getter that failed half-way may have left its buffers so.
            slot.Output.Dispose();
            throw;
        }
    }

    private PredictionSlot Borrow()
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is not null && Interlocked.Exchange(ref _idle[i], null) is { } slot)
                return slot;
        }

        return Open();
    }

    private void Return(PredictionSlot slot)
    {
        slot.Input.Clear();
        for (var i = 0; i < _idle.Length && !_disposed; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], slot, null) is not null)
                continue;

            // Disposed in between: whoever takes it out disposes it.
            if (_disposed)
                Interlocked.Exchange(ref _idle[i], null)?.Output.Dispose();
            return;
        }

        slot.Output.Dispose();
    }

    private PredictionSlot Open()
    {
        var columns = _factory.Columns;
        var input = new PredictionRow<TInput>(_members, new ActiveColumns(_members.Schema, _mapper.GetDependencies(columns)));
        var output = _mapper.GetRow(input, columns);
        return new PredictionSlot(input, output, [.. columns.Select(column => ValueSlot.Create(output, column, fresh: true))]);
    }

    private sealed record PredictionSlot(PredictionRow<TInput> Input, DataViewRow Output, ValueSlot[] Values);
}
