namespace Pipelines.Tensors.Tests;

/// <summary>
/// A tensor on the tested backend and one with the same content on the reference. Behind the elements lies a guard of NaNs: a kernel that
/// reads beyond the end spoils its result, one that writes there spoils the guard.
/// </summary>
internal sealed class Twin : IDisposable
{
    private const int GuardBytes = 256;
    private readonly string _name;

    public Twin(ITensorBackend tested, ITensorBackend reference, Shape shape, ElementType elementType, string name)
    {
        _name = name;
        Tested = Guarded(tested, shape, elementType);
        Reference = Guarded(reference, shape, elementType);
    }

    public Tensor Tested { get; }

    public Tensor Reference { get; }

    public Shape Shape => Reference.Shape;

    /// <summary>Gives both the same content.</summary>
    public Twin With<T>(Func<int, T> value) where T : unmanaged
    {
        var target = Reference.AsSpan<T>();
        for (var i = 0; i < target.Length; i++)
            target[i] = value(i);
        target.CopyTo(Tested.AsSpan<T>());
        return this;
    }

    /// <summary>Both have the same elements, up to <c>absolute + relative · |reference|</c>.</summary>
    public void AssertEqual(double relative, double absolute, string context)
    {
        AssertGuard(context);
        var (actual, expected) = (Tested.ToArray<float>(), Reference.ToArray<float>());
        for (var i = 0; i < expected.Length; i++)
        {
            if (actual[i].Equals(expected[i]))
                continue;
            var difference = Math.Abs((double)actual[i] - expected[i]);
            if (!(difference <= absolute + relative * Math.Abs(expected[i])))
            {
                Assert.Fail(
                    $"{context}: {_name}[{i}] of {Shape} is {actual[i]:R}, the reference has {expected[i]:R}, {difference:g3} off.");
            }
        }
    }

    /// <summary>Nobody wrote behind the tested tensor.</summary>
    public void AssertGuard(string context)
    {
        var guard = Tested.Storage.HostBytes(Tested.ByteCount, GuardBytes);
        if (guard.ContainsAnyExcept((byte)0xFF))
            Assert.Fail($"{context}: something was written behind {_name} {Shape}.");
    }

    public void Dispose()
    {
        Tested.Dispose();
        Reference.Dispose();
    }

    private static Tensor Guarded(ITensorBackend backend, Shape shape, ElementType elementType)
    {
        var bytes = shape.ElementCount * elementType.ByteSize();
        var storage = backend.Allocate(bytes + GuardBytes);
        storage.HostBytes(0, (int)storage.ByteCount).Fill(0xFF);
        return new Tensor(backend, storage, shape, elementType);
    }
}

/// <summary>One of the two backends during a call, and the tensors on it.</summary>
internal readonly struct Side(ITensorBackend backend, bool tested)
{
    public ITensorBackend Backend => backend;

    /// <summary>The twin's tensor on this side.</summary>
    public Tensor this[Twin twin] => tested ? twin.Tested : twin.Reference;

    /// <summary>The twin's tensor on this side, or null.</summary>
    public Tensor? Maybe(Twin? twin) => twin is null ? null : this[twin];
}

/// <summary>The tensors of one comparison, freed together.</summary>
internal sealed class Twins(ITensorBackend tested, string context, int seed) : IDisposable
{
    private readonly ReferenceBackend _reference = new();
    private readonly List<Twin> _all = [];
    private readonly Random _random = new(seed);

    /// <summary>Elements about 1 in size, of either sign.</summary>
    public Twin Floats(string name, params ReadOnlySpan<int> extents) => Scaled(name, 1, extents);

    /// <summary>Such elements times a factor.</summary>
    public Twin Scaled(string name, float scale, params ReadOnlySpan<int> extents) =>
        New(name, ElementType.Float32, extents).With(_ => scale * Next());

    /// <summary>Integers below a limit.</summary>
    public Twin Integers(string name, int limit, params ReadOnlySpan<int> extents) =>
        New(name, ElementType.Int32, extents).With(_ => _random.Next(limit));

    /// <summary>Bytes of any value.</summary>
    public Twin Codes(string name, params ReadOnlySpan<int> extents) => New(name, ElementType.UInt8, extents).With(_ => (byte)_random.Next(256));

    /// <summary>Elements that the operation must overwrite: NaNs.</summary>
    public Twin Output(string name, params ReadOnlySpan<int> extents) => New(name, ElementType.Float32, extents);

    /// <summary>Runs an operation on both backends.</summary>
    public void Run(Action<Side> operation)
    {
        operation(new Side(tested, true));
        operation(new Side(_reference, false));
    }

    /// <summary>Compares results; every other tensor's guard is checked too.</summary>
    public void AssertEqual(double relative, double absolute, params ReadOnlySpan<Twin?> results)
    {
        foreach (var twin in _all)
            twin.AssertGuard(context);
        foreach (var twin in results)
            twin?.AssertEqual(relative, absolute, context);
    }

    public void Dispose()
    {
        foreach (var twin in _all)
            twin.Dispose();
        _reference.Dispose();
    }

    private Twin New(string name, ElementType elementType, ReadOnlySpan<int> extents)
    {
        var twin = new Twin(tested, _reference, new Shape(extents), elementType, name);
        _all.Add(twin);
        return twin;
    }

    /// <summary>Uniform, with mean 0 and variance 1.</summary>
    private float Next() => (_random.NextSingle() * 2 - 1) * 1.7320508f;
}
