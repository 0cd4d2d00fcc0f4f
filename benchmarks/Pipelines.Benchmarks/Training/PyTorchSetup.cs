namespace Pipelines.Benchmarks.Training;

/// <summary>
/// How PyTorch is started. Variables that choose threads or kernels and are not named here are removed, whatever the shell had.
/// </summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Threads">PyTorch's own threads; 0 leaves its choice.</param>
/// <param name="UseOneDnn">Whether oneDNN may be used.</param>
/// <param name="Variables">Environment variables.</param>
internal sealed record PyTorchSetup(string Name, int Threads, bool UseOneDnn, IReadOnlyDictionary<string, string> Variables)
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";
    private const string BlasThreads = "OPENBLAS_NUM_THREADS";
    private const string CoreType = "OPENBLAS_CORETYPE";
    private const string LibraryPath = "LD_LIBRARY_PATH";

    /// <summary>As the package installs it, nothing set.</summary>
    public static PyTorchSetup AsInstalled { get; } = new("as installed", 0, true, new Dictionary<string, string>());

    /// <summary>Combinations of threads, of who else may have threads, of how idle threads wait and of which OpenBLAS.</summary>
    /// <param name="cores">How many cores there are.</param>
    /// <param name="openMpBlas">The folder of an OpenBLAS that shares OpenMP's threads, where there is one.</param>
    public static IReadOnlyList<PyTorchSetup> Candidates(int cores, string? openMpBlas)
    {
        var setups = new List<PyTorchSetup>
        {
            AsInstalled,
            Make("1 thread", 1, (BlasThreads, "1")),
            Make($"1 thread, BLAS {cores}", 1, (BlasThreads, $"{cores}")),
            Make($"{cores} threads, BLAS 1", cores, (BlasThreads, "1")),
            Make($"{cores} threads, BLAS 1, passive", cores, (BlasThreads, "1"), (WaitPolicy, "PASSIVE")),
            Make($"{cores} threads, BLAS {cores}, passive", cores, (WaitPolicy, "PASSIVE")),
        };
        if (openMpBlas is not null)
        {
            setups.Add(Make("1 thread, OpenMP BLAS", 1, (LibraryPath, openMpBlas)));
            setups.Add(Make($"{cores} threads, OpenMP BLAS", cores, (LibraryPath, openMpBlas)));
            setups.Add(Make($"{cores} threads, OpenMP BLAS, active", cores, (LibraryPath, openMpBlas), (WaitPolicy, "ACTIVE")));
            setups.Add(Make($"{cores} threads, OpenMP BLAS, passive", cores, (LibraryPath, openMpBlas), (WaitPolicy, "PASSIVE")));
        }

        return cores > 1 ? setups : [.. setups.Where(s => s.Threads < 2)];
    }

    /// <summary>
    /// Changes to a setup that do not concern threads: OpenBLAS's kernels, oneDNN, and an allocator that keeps what it has.
    /// </summary>
    public IEnumerable<PyTorchSetup> Variations()
    {
        foreach (var kernels in (string[])["SKYLAKEX", "ZEN", "HASWELL"])
        {
            yield return this with
            {
                Name = $"{Name}, {kernels} kernels",
                Variables = new Dictionary<string, string>(Variables) { [CoreType] = kernels },
            };
        }

        yield return this with { Name = $"{Name}, no oneDNN", UseOneDnn = false };
        yield return this with
        {
            Name = $"{Name}, memory kept",
            Variables = new Dictionary<string, string>(Variables) { ["MALLOC_MMAP_MAX_"] = "0", ["MALLOC_TRIM_THRESHOLD_"] = "8589934592" },
        };
    }

    private static PyTorchSetup Make(string name, int threads, params (string Name, string Value)[] variables) =>
        new(name, threads, true, variables.ToDictionary(v => v.Name, v => v.Value));
}
