using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>Measures the memory of a run's steps, from the highest values of the backend's pool: one run on a backend at a time.</summary>
internal sealed class MemoryMeter
{
    private readonly ITensorBackend _backend;
    private readonly Optimizer _optimizer;
    private readonly long _weightBytes;
    private readonly long _foreignBytes;
    private long _bytesAtStart;
    private long _gradientBytesAtStart;
    private long _gradientBytes;
    private long _activationBytes;
    private long _firstActivationBytes;
    private long _workspaceBytes;
    private long _peakBytes;

    /// <summary>Begins, before the optimizer has any state.</summary>
    public MemoryMeter(ITensorBackend backend, Module module, Optimizer optimizer)
    {
        (_backend, _optimizer) = (backend, optimizer);
        _weightBytes = QuantizedWeights.CountBytes(module);
        foreach (var parameter in module.Parameters())
            _weightBytes += parameter.Value.ByteCount;
        _foreignBytes = backend.Memory.BytesInUse - _weightBytes - optimizer.GradientBytes;
    }

    /// <summary>Before the first micro-batch of a step.</summary>
    public void BeginStep()
    {
        _backend.ResetPeakMemory();
        _bytesAtStart = _backend.Memory.BytesInUse;
        _gradientBytesAtStart = _optimizer.GradientBytes;
    }

    /// <summary>When the gradients are there and nothing else of the passes is left.</summary>
    public void EndBackward()
    {
        var gradientBytes = _optimizer.GradientBytes;
        _gradientBytes = Math.Max(_gradientBytes, gradientBytes);
        var made = _backend.Memory.PeakTensorBytes - _bytesAtStart;

        // Where memory of gradients was new in this step, when it came about is not known: other steps say more.
        if (gradientBytes == _gradientBytesAtStart)
            _activationBytes = Math.Max(_activationBytes, made);
        else
            _firstActivationBytes = Math.Max(_firstActivationBytes, made);
    }

    /// <summary>After the optimizer's step.</summary>
    public void EndStep()
    {
        var memory = _backend.Memory;
        _workspaceBytes = Math.Max(_workspaceBytes, memory.PeakWorkspaceBytes);
        _peakBytes = Math.Max(_peakBytes, memory.PeakBytesInUse - _foreignBytes);
    }

    /// <summary>What the steps came to; null where there was none.</summary>
    public MemoryUse? Read() => _peakBytes == 0 ? null : new MemoryUse(
        _weightBytes, _gradientBytes, _optimizer.PeakStateBytes, _activationBytes > 0 ? _activationBytes : _firstActivationBytes,
        _workspaceBytes, _peakBytes);
}
