using System.Collections;

namespace Pipelines;

/// <summary>Fitted stages applied one after the other. Immutable: appending gives a new chain over the same transformers.</summary>
/// <typeparam name="TLast">The last fitted stage.</typeparam>
public sealed class TransformerChain<TLast> : ISavableTransformer, IReadOnlyList<ITransformer>, IDisposable
    where TLast : class, ITransformer
{
    private readonly ITransformer[] _stages;
    private readonly TransformerScope[] _scopes;
    private readonly TLast? _last;

    /// <summary>Makes a chain.</summary>
    /// <param name="stages">The stages, in order.</param>
    /// <param name="scopes">When each takes part; always where null.</param>
    /// <param name="last">
    /// The stage that was fitted last, where that one is not in the chain because it shapes training data only; else null.
    /// </param>
    public TransformerChain(IEnumerable<ITransformer> stages, IEnumerable<TransformerScope>? scopes = null, TLast? last = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        _stages = [.. stages];
        _scopes = scopes is null ? [.. Enumerable.Repeat(TransformerScope.Everything, _stages.Length)] : [.. scopes];
        if (_scopes.Length != _stages.Length)
            throw new ArgumentException($"{_stages.Length} stages need as many scopes, not {_scopes.Length}.", nameof(scopes));
        _last = last ?? (_stages.Length > 0 ? _stages[^1] as TLast : null);
    }

    /// <summary>How many stages there are.</summary>
    public int Count => _stages.Length;

    /// <summary>A stage.</summary>
    public ITransformer this[int index] => _stages[index];

    /// <summary>When each stage takes part.</summary>
    public IReadOnlyList<TransformerScope> Scopes => _scopes;

    /// <summary>The stage that was fitted last.</summary>
    /// <exception cref="InvalidOperationException">
    /// The chain is empty, or the last stage was not fitted because it needs validation data.
    /// </exception>
    public TLast LastTransformer => _last ?? throw new InvalidOperationException(
        $"The chain has no fitted {typeof(TLast).Name}: it is empty, or its last stage has TransformerScope.Testing and no validation "
        + "data was given.");

    /// <inheritdoc/>
    public bool IsRowToRowMapper => Array.TrueForAll(_stages, stage => stage.IsRowToRowMapper);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var schema = inputSchema;
        for (var i = 0; i < _stages.Length; i++)
        {
            var (stage, offered) = (_stages[i], schema);
            schema = ChainErrors.At(ChainErrors.Place(i, Count), ChainErrors.NameOf(stage), () => stage.GetOutputSchema(offered));
        }

        return schema;
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(input.Schema);
        for (var i = 0; i < _stages.Length; i++)
        {
            // Of most stages this only makes a view; those that work at once, as a cache does, show here.
            using var activity = PipelineDiagnostics.Activities.HasListeners()
                ? ChainTelemetry.StartTransform(ChainErrors.Place(i, Count), ChainErrors.NameOf(_stages[i]))
                : null;
            input = _stages[i].Transform(input);
        }

        return input;
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        GetOutputSchema(inputSchema);
        var other = Array.FindIndex(_stages, stage => !stage.IsRowToRowMapper);
        if (other >= 0)
        {
            throw new InvalidOperationException(
                $"{ChainErrors.Place(other, Count)}, {ChainErrors.NameOf(_stages[other])}, does not map row by row, so the chain cannot "
                + "predict one row at a time. "
                + "Give the stage TransformerScope.Training if it only shapes training data, or use Transform on a view.");
        }

        var mappers = new List<IRowToRowMapper>();
        foreach (var stage in _stages)
        {
            var mapper = stage.GetRowToRowMapper(inputSchema);
            mappers.Add(mapper);
            inputSchema = mapper.OutputSchema;
        }

        return mappers.Count == 0 ? RowMapper.Create(inputSchema, _ => { }) : new ChainedRowMapper(mappers);
    }

    /// <summary>The chain of the stages that take part in a scope: for scoring without those that only measure, for instance.</summary>
    public TransformerChain<ITransformer> GetModelFor(TransformerScope scope)
    {
        var kept = Enumerable.Range(0, Count).Where(i => (_scopes[i] & scope) != 0).ToArray();
        return new TransformerChain<ITransformer>(kept.Select(i => _stages[i]), kept.Select(i => _scopes[i]));
    }

    /// <summary>The chain with a stage added at its end.</summary>
    public TransformerChain<TNew> Append<TNew>(TNew transformer, TransformerScope scope = TransformerScope.Everything)
        where TNew : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerChain<TNew>([.. _stages, transformer], [.. _scopes, scope]);
    }

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TransformerChainState.Save(context, _stages, _scopes);
    }

    /// <summary>The stages.</summary>
    public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)_stages).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes the stages that hold memory or files.</summary>
    public void Dispose()
    {
        foreach (var stage in _stages.Append(_last).OfType<IDisposable>().Distinct(ReferenceEqualityComparer.Instance))
            ((IDisposable)stage!).Dispose();
    }
}
