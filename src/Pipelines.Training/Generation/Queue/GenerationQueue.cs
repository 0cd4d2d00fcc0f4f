namespace Pipelines.Training;

/// <summary>
/// Takes requests from any number of threads and computes them together on one of its own, so that the model's weights are read once for
/// all: requests join and leave at every token. Each has its own settings, and an adapter of its own where its prompt names one
/// (<see cref="PromptTokens.Adapter"/>). What a request gives does not depend on the others.
/// </summary>
/// <remarks>
/// The model is this queue's until it is disposed: do not train it, switch its adapters or generate with it elsewhere meanwhile. Requests
/// with beams, contrastive search or several sequences are computed one at a time between the others.
/// </remarks>
/// <example>
/// <code>
/// using var queue = new GenerationQueue(new TextGenerator(model, tokenizer));
/// var answers = await Task.WhenAll(questions.Select(q => queue.GenerateAsync(q.Text, adapter: q.Customer)));
/// </code>
/// </example>
public sealed partial class GenerationQueue : IDisposable
{
    private readonly TokenGenerator _generator;
    private readonly TextGenerator? _texts;
    private readonly ICausalModel _model;
    private readonly int _batchSize;
    private readonly Queue<GenerationRequest> _waiting = new();
    private readonly Thread _thread;
    private volatile bool _isClosed;

    /// <summary>Serves texts.</summary>
    /// <param name="generator">The model with its tokenizer; a decoder-only one.</param>
    /// <param name="options">How many requests are computed at a time; null for the default.</param>
    /// <exception cref="PipelineException">The model is an encoder-decoder.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public GenerationQueue(TextGenerator generator, GenerationQueueOptions? options = null)
        : this((generator ?? throw new ArgumentNullException(nameof(generator))).Tokens, options) => _texts = generator;

    /// <summary>Serves tokens.</summary>
    /// <param name="generator">The model; a decoder-only one.</param>
    /// <param name="options">How many requests are computed at a time; null for the default.</param>
    /// <exception cref="PipelineException">The model is an encoder-decoder.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public GenerationQueue(TokenGenerator generator, GenerationQueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = generator;
        _model = generator.CausalModel ?? throw new PipelineException(
            "Sequences of an encoder-decoder begin with their source, so they cannot join others later. Generate in batches.");
        _batchSize = OptionsValidation.Validated(options ?? new GenerationQueueOptions()).MaximumBatchSize;
        _thread = new Thread(Serve) { IsBackground = true, Name = nameof(GenerationQueue) };
        _thread.Start();
    }

    /// <summary>Continues a text.</summary>
    /// <param name="prompt">The text to continue.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="adapter">The adapter to continue it with; null for those that are active on the model.</param>
    /// <param name="stream">Texts with the same seed draw different numbers where this differs.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The new text alone; the best where there are several.</returns>
    /// <exception cref="PipelineException">The prompt or the adapter is wrong, or options contradict each other.</exception>
    /// <exception cref="ObjectDisposedException">The queue was disposed before the answer was there.</exception>
    public async Task<string> GenerateAsync(
        string prompt, GenerationOptions? options = null, string? adapter = null, ulong stream = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var texts = _texts ?? throw new InvalidOperationException("The queue has no tokenizer; make it with a TextGenerator.");
        var settings = texts.Resolve(options);
        var tokens = texts.Encode(prompt, settings, adapter);
        var sequence = await Enqueue(
            settings, () => _generator.CreatePlan(settings, [tokens], stream, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return texts.ToText(settings, sequence);
    }

    /// <summary>Continues a prompt.</summary>
    /// <param name="prompt">The tokens to continue, with the adapter and soft prompt they are continued with.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="stream">Prompts with the same seed draw different numbers where this differs.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Its continuation; the best where there are several.</returns>
    /// <exception cref="PipelineException">The prompt or the adapter is wrong, or options contradict each other.</exception>
    /// <exception cref="ObjectDisposedException">The queue was disposed before the answer was there.</exception>
    public Task<GeneratedSequence> GenerateAsync(
        PromptTokens prompt, GenerationOptions? options = null, ulong stream = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var settings = GenerationSettings.Resolve(options, _generator.ModelOptions);
        return Enqueue(settings, () => _generator.CreatePlan(settings, [prompt], stream, cancellationToken), cancellationToken);
    }

    /// <summary>Ends the requests that are not answered yet, and the thread.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            Monitor.PulseAll(_waiting);
        }

        _thread.Join();
    }

    private Task<GeneratedSequence> Enqueue(
        GenerationSettings settings, Func<GenerationPlan> createPlan, CancellationToken cancellationToken, Action<int>? onToken = null)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        var request = new GenerationRequest(settings, createPlan, onToken, cancellationToken);
        lock (_waiting)
        {
            if (_isClosed)
            {
                request.Fail(new ObjectDisposedException(nameof(GenerationQueue)));
                return request.Answer;
            }

            _waiting.Enqueue(request);
            GenerationTelemetry.Waiting(1);
            Monitor.PulseAll(_waiting);
        }

        return request.Answer;
    }

    private void Serve()
    {
        RequestBatch? batch = null;
        try
        {
            while (Take(batch) is var request && !_isClosed)
            {
                if (request is null)
                    batch!.Advance();
                else
                    Begin(request, ref batch);
            }
        }
        finally
        {
            var closed = new ObjectDisposedException(nameof(GenerationQueue));
            batch?.FailAll(closed);
            batch?.Dispose();
            lock (_waiting)
            {
                _isClosed = true;
                while (_waiting.TryDequeue(out var request))
                {
                    GenerationTelemetry.Waiting(-1);
                    request.Fail(closed);
                }
            }
        }
    }

    /// <summary>The next request, where there is room for it; null where those at hand go on. Waits while there is nothing to do.</summary>
    private GenerationRequest? Take(RequestBatch? batch)
    {
        lock (_waiting)
        {
            while (!_isClosed)
            {
                if (batch?.HasRoom != false && _waiting.TryDequeue(out var request))
                {
                    GenerationTelemetry.Waiting(-1);
                    return request;
                }

                if (batch is { Count: > 0 })
                    return null;
                Monitor.Wait(_waiting);
            }

            return null;
        }
    }

    private void Begin(GenerationRequest request, ref RequestBatch? batch)
    {
        try
        {
            request.Begin();
            request.CancellationToken.ThrowIfCancellationRequested();
            var plan = request.CreatePlan();
            if (plan.Settings.SequenceCount > 1 || !_generator.IsStepwise(plan.Settings))
            {
                request.Complete(_generator.RunUnmeasured(plan).Sequences[0]);
                return;
            }

            batch ??= new RequestBatch(_model.StartDecoding(_batchSize));
            batch.Add(request, plan);
        }
        catch (Exception exception)
        {
            request.Fail(exception);
        }
    }
}
