using System.IO.MemoryMappedFiles;
using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// AdamW whose moments lie in a file: they pass through memory block by block, so that the state may be larger than memory. The file is
/// removed with the optimizer. The numbers are <see cref="AdamW"/>'s, bit for bit.
/// </summary>
public sealed class PagedAdamW : AdamW
{
    private readonly int _blockSize;
    private readonly string _folder;
    private readonly Dictionary<Parameter, long> _offsets = new(ReferenceEqualityComparer.Instance);
    private FileStream? _stream;
    private MemoryMappedFile? _file;

    /// <summary>Prepares to train groups of parameters.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the root of the corrected mean of squares.</param>
    /// <param name="weightDecay">For groups without their own: each step shrinks a parameter by <c>learningRate · weightDecay</c>.</param>
    /// <param name="folder">Where the file is made; null for the system's temporary folder.</param>
    /// <param name="blockSize">Elements that are in memory at a time.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public PagedAdamW(
        IReadOnlyList<ParameterGroup> groups, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0.01, string? folder = null, int blockSize = 1 << 20)
        : base(groups, learningRate, beta1, beta2, epsilon, weightDecay)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        _blockSize = blockSize;
        _folder = folder ?? Path.GetTempPath();
    }

    /// <summary>The file; null before the first step.</summary>
    public string? FilePath => _stream?.Name;

    /// <summary>The size of the state in the file, in bytes.</summary>
    public long FileBytes => base.StateBytes;

    /// <summary>The memory that a step needs for the moments, in bytes: those of a block.</summary>
    public override long StateBytes => FileBytes == 0 ? 0 : SlotCount * sizeof(float) * Math.Min(_blockSize, LongestParameter());

    private long SlotCount => AmsGrad ? 3 : 2;

    /// <inheritdoc/>
    protected override Tensor CreateSlot(StateSlot slot, Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        OpenFile();
        var bytes = slot.Shape.ElementCount * sizeof(float);
        var place = SlotsOf(parameter).Index().First(known => known.Item.Name == slot.Name).Index;
        var storage = new MappedTensorStorage(_file!, _offsets[parameter] + place * bytes, bytes);
        var tensor = new Tensor(parameter.Value.Backend, storage, slot.Shape, ElementType.Float32);
        for (long offset = 0; offset < bytes; offset += _blockSize)
            storage.HostBytes(offset, (int)Math.Min(_blockSize, bytes - offset)).Clear();
        storage.Unmap();
        return tensor;
    }

    /// <inheritdoc/>
    protected override void Update(ParameterState state, Tensor gradient, double learningRate, double gradientScale)
    {
        ArgumentNullException.ThrowIfNull(state);
        var settings = SettingsFor(state, learningRate, gradientScale);
        var length = state.Parameter.Shape.ElementCount;
        for (long offset = 0; offset < length; offset += _blockSize)
        {
            using var scope = new TensorScope();
            var count = (int)Math.Min(_blockSize, length - offset);
            var first = Read(state[0], offset, count);
            var second = Read(state[1], offset, count);
            var maximum = AmsGrad ? Read(state[2], offset, count) : null;
            state.Weights.Backend.Adam(state.Weights, gradient, first, second, maximum, settings with { Offset = offset });
            Write(first, state[0], offset);
            Write(second, state[1], offset);
            if (maximum is not null)
                Write(maximum, state[2], offset);
        }

        for (var i = 0; i < SlotCount; i++)
            ((MappedTensorStorage)state[i].Storage).Unmap();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        _file?.Dispose();
        _stream?.Dispose();
    }

    private static Tensor Read(Tensor source, long offset, int count)
    {
        var block = source.Backend.Empty(new Shape(count));
        source.Storage.HostBytes(offset * sizeof(float), count * sizeof(float)).CopyTo(block.Storage.HostBytes(0, count * sizeof(float)));
        return block;
    }

    private static void Write(Tensor block, Tensor target, long offset)
    {
        var bytes = checked((int)block.ByteCount);
        block.Storage.HostBytes(0, bytes).CopyTo(target.Storage.HostBytes(offset * sizeof(float), bytes));
    }

    private long LongestParameter()
    {
        var longest = 0L;
        foreach (var state in States)
            longest = Math.Max(longest, state.Parameter.Shape.ElementCount);
        return longest;
    }

    private void OpenFile()
    {
        if (_file is not null)
            return;
        var bytes = 0L;
        foreach (var state in States)
        {
            _offsets.Add(state.Parameter, bytes);
            bytes += state.Parameter.Shape.ElementCount * sizeof(float) * SlotCount;
        }

        var path = Path.Combine(_folder, $"pipelines-moments-{Guid.NewGuid():N}");
        // The space is taken now: a full disk is an error here and not a fault when a page is written.
        _stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
            PreallocationSize = bytes,
            BufferSize = 0,
        });
        _stream.SetLength(Math.Max(1, bytes));
        _file = MemoryMappedFile.CreateFromFile(
            _stream, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
    }
}
