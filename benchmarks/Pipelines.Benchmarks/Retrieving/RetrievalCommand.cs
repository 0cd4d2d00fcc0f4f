using System.CommandLine;

namespace Pipelines.Benchmarks.Retrieving;

/// <summary>The command line of the retrieval benchmark.</summary>
internal static class RetrievalCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "The folder with boolq.csv and xquad.en.json.",
            DefaultValueFactory = _ => "../shared/data/retrieval_wikipedia",
        };
        var size = Number("--size", "Elements of a vector.", 1024);
        var layers = Number("--layers", "Layers above the table of tokens.", 0);
        var vocabulary = Number("--vocabulary", "Tokens of the vocabulary that is learned.", 16384);
        var epochs = Number("--epochs", "Passes over the pairs.", 3.0);
        var batch = Number("--batch", "Pairs in a step.", 128);
        var rate = Number("--learning-rate", "The peak learning rate.", 1e-3);
        var temperature = Number("--temperature", "What similarities are divided by.", 0.05);
        var sentences = Number("--sentences", "Sentences of each passage that are anchors of the rest of it.", 3);
        var repeats = Number("--repeats", "How often a pass shows each question.", 2);
        var dropout = Number("--dropout", "Dropout of the table's rows.", 0.1);
        var symmetric = new Option<bool>("--symmetric") { Description = "Passages look for questions, too." };
        var random = new Option<bool>("--random-start") { Description = "The table begins without the tokens' frequencies." };
        var negatives = Number("--negatives", "Hard negatives of each question, from BM25's ranks 2 to 30.", 0);
        var seed = Number("--seed", "Decides the fresh weights and the order of rows.", 1);
        var command = new Command(
            "retrieval", "Recall and reciprocal rank of BM25, a trained embedder and both on questions about Wikipedia.")
        {
            data, size, layers, vocabulary, epochs, batch, rate, temperature, sentences, repeats, dropout, symmetric, random, negatives,
            seed,
        };
        command.SetAction(arguments => RetrievalBenchmark.Run(
            new RetrievalOptions
            {
                Data = arguments.GetRequiredValue(data),
                Size = arguments.GetValue(size),
                Layers = arguments.GetValue(layers),
                Vocabulary = arguments.GetValue(vocabulary),
                Epochs = arguments.GetValue(epochs),
                BatchSize = arguments.GetValue(batch),
                LearningRate = arguments.GetValue(rate),
                Temperature = arguments.GetValue(temperature),
                Sentences = arguments.GetValue(sentences),
                Repeats = arguments.GetValue(repeats),
                Dropout = arguments.GetValue(dropout),
                Symmetric = arguments.GetValue(symmetric),
                RandomStart = arguments.GetValue(random),
                Negatives = arguments.GetValue(negatives),
                Seed = arguments.GetValue(seed),
            },
            Console.Out));
        return command;
    }

    private static Option<T> Number<T>(string name, string description, T value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
