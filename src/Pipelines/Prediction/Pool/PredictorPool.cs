using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>The pool over a pipeline that was given, or over a file that is followed.</summary>
internal sealed class PredictorPool<TInput, TOutput> : IPredictorPool<TInput, TOutput>, IDisposable
{
    private readonly Lock _reloading = new();
    private readonly string? _path;
    private readonly Func<string, ITransformer>? _load;
    private readonly ILogger? _logger;
    private readonly ITimer? _timer;
    private volatile PooledPipeline<TInput, TOutput>? _current;
    private FileStamp? _seen;
    private FileStamp? _refused;
    private bool _isMissing;
    private int _version = 1;

    /// <summary>Over a fitted pipeline, which stays its owner's.</summary>
    public PredictorPool(ITransformer model) => _current = new PooledPipeline<TInput, TOutput>(model, default, ownsModel: false);

    /// <summary>Over a file.</summary>
    /// <param name="options">Which, and how it is followed; validated already.</param>
    /// <param name="load">Opens a pipeline file.</param>
    /// <param name="logger">Where replacements are logged.</param>
    /// <param name="time">The clock.</param>
    public PredictorPool(PredictorPoolOptions options, Func<string, ITransformer> load, ILogger logger, TimeProvider? time = null)
    {
        (_path, _load, _logger) = (Path.GetFullPath(options.Path), load, logger);
        _current = Open(FileStamp.Of(_path) ?? default);
        _seen = _current.Stamp;
        if (options.CheckInterval > TimeSpan.Zero)
        {
            _timer = (time ?? TimeProvider.System).CreateTimer(
                static pool => ((PredictorPool<TInput, TOutput>)pool!).Look(), this, options.CheckInterval, options.CheckInterval);
        }
    }

    public int Version => Volatile.Read(ref _version);

    public TOutput Predict(TInput input)
    {
        var pipeline = Enter();
        try
        {
            return pipeline.Predictor.Predict(input);
        }
        finally
        {
            pipeline.Leave();
        }
    }

    public void Predict(TInput input, ref TOutput output)
    {
        var pipeline = Enter();
        try
        {
            pipeline.Predictor.Predict(input, ref output);
        }
        finally
        {
            pipeline.Leave();
        }
    }

    public bool Reload()
    {
        lock (_reloading)
        {
            ObjectDisposedException.ThrowIf(_current is null, this);
            return _path is not null && FileStamp.Of(_path) is { } stamp && stamp != _current.Stamp && Replace(stamp);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_reloading)
        {
            var last = _current;
            _current = null;
            last?.Leave();
        }
    }

    private PooledPipeline<TInput, TOutput> Enter()
    {
        while (true)
        {
            // One that was replaced in between cannot be entered; the next look finds the one that replaced it.
            if (_current is not { } pipeline)
                throw new ObjectDisposedException(nameof(IPredictorPool<TInput, TOutput>));
            if (pipeline.TryEnter())
                return pipeline;
        }
    }

    private void Look()
    {
        // A look that takes longer than the interval is not joined by the next one.
        if (!_reloading.TryEnter())
            return;
        try
        {
            if (_current is null)
                return;
            var stamp = FileStamp.Of(_path!);
            if (stamp is null && !_isMissing)
                PredictorPoolLog.Missing(_logger!, _path!);
            _isMissing = stamp is null;
            var isSettled = stamp == _seen;
            _seen = stamp;
            if (isSettled && stamp is { } settled && settled != _current.Stamp && settled != _refused)
                Replace(settled);
        }
        finally
        {
            _reloading.Exit();
        }
    }

    private bool Replace(FileStamp stamp)
    {
        try
        {
            var next = Open(stamp);
            var last = _current;
            _current = next;
            PredictorPoolLog.Replaced(_logger!, _path!, Interlocked.Increment(ref _version));
            last!.Leave();
            return true;
        }
        catch (Exception e)
        {
            // Whatever is wrong with the file, who asks for predictions is not to suffer; it is not read again until it changes.
            _refused = stamp;
            PredictorPoolLog.Broken(_logger!, e, _path!);
            return false;
        }
    }

    private PooledPipeline<TInput, TOutput> Open(FileStamp stamp)
    {
        var model = _load!(_path!);
        try
        {
            return new PooledPipeline<TInput, TOutput>(model, stamp, ownsModel: true);
        }
        catch
        {
            (model as IDisposable)?.Dispose();
            throw;
        }
    }
}
