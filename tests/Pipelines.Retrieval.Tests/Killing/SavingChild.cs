namespace Pipelines.Retrieval.Tests;

/// <summary>
/// Saves everything that can be saved over and over, two states in turn, until it is killed. In a folder it finds the states under
/// <c>old</c> and <c>new</c>, and saves under <c>target</c>.
/// </summary>
internal static class SavingChild
{
    public const string Command = "save";
    public const string Ready = "ready";
    public const string Store = "store";
    public const string Words = "words";

    public static readonly string[] Vectors = ["flat", "scalar", "ivf-flat", "ivf-pq", "hnsw"];

    public static void Run(string folder)
    {
        var loops = new List<Action>
        {
            Loop(folder, Store, path => EmbeddedPassageStore.Load(path), (store, path) => store.Save(path)),
            Loop(folder, Words, path => Bm25Index.Load(path), (index, path) => index.Save(path)),
        };
        loops.AddRange(Vectors.Select(name => Loop(folder, name, VectorIndex.Load, (index, path) => index.Save(path))));
        Console.Out.WriteLine(Ready);
        Console.Out.Flush();
        foreach (var loop in loops)
            new Thread(() => loop()).Start();
    }

    private static Action Loop<T>(string folder, string name, Func<string, T> load, Action<T, string> save)
    {
        var states = new[] { load(Path.Combine(folder, "new", name)), load(Path.Combine(folder, "old", name)) };
        var target = Path.Combine(folder, "target", name);
        return () =>
        {
            for (var i = 0; ; i++)
                save(states[i % 2], target);
        };
    }
}
