namespace Pipelines.Benchmarks.Searching;

/// <summary>Which of Debian's builds of OpenBLAS FAISS loads, and the processor whose kernels it takes.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Folder">The folder of the build; null for the one that the system chose.</param>
/// <param name="Core">The processor's name for OpenBLAS; null for what it detects.</param>
internal sealed record FaissSettings(string Name, string? Folder, string? Core)
{
    private const string OpenMpFolder = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

    /// <summary>As the packages install it.</summary>
    public static FaissSettings Installed { get; } = new("as installed", null, null);

    /// <summary>All that are tried: the fastest of them is its best.</summary>
    public static IReadOnlyList<FaissSettings> All { get; } =
    [
        Installed,
        new("OpenMP", OpenMpFolder, null),
        new("SkylakeX kernels", null, "SKYLAKEX"),
        new("OpenMP, SkylakeX kernels", OpenMpFolder, "SKYLAKEX"),
        new("OpenMP, Sapphire Rapids kernels", OpenMpFolder, "SAPPHIRERAPIDS"),
    ];

    /// <summary>For what multiplies no matrices while searching, or is only trained with it.</summary>
    public static FaissSettings Usual => All[3];
}
