using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// A decoder with a head that gives a text one number: how good it is. The head (a matrix without bias) reads the final state of the text's
/// last token. Children are <c>decoder</c> and <c>score</c>.
/// </summary>
public sealed class RewardModel : Module
{
    private readonly ModuleSlot<Projection> _score;

    /// <summary>Puts a head on a decoder, which it takes over.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="random">Draws the head's weights; null leaves zeros, to be loaded.</param>
    public RewardModel(GptModel decoder, RandomGenerator? random)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Decoder = decoder;
        AddModule("decoder", decoder);
        var head = new Linear(decoder.Backend, decoder.Config.EmbeddingSize, 1, bias: false);
        _score = AddModule<Projection>("score", head);
        if (random is not null)
            Initialize.Normal(head.Weight.Value, 0f, decoder.Config.InitializerRange, random);
    }

    /// <summary>The decoder, which is disposed with this.</summary>
    public GptModel Decoder { get; }

    /// <summary>
    /// Opens a folder of a decoder with a sequence-classification head of one label, as Hugging Face's library writes it.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="backend">What the model computes on; not disposed with it.</param>
    /// <returns>The model, which the caller disposes.</returns>
    /// <exception cref="ModelFormatException">The folder is missing, incomplete or wrong, or has no such head.</exception>
    public static RewardModel Load(string path, ITensorBackend backend)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(backend);
        return ModelFolderGuard.Run(() =>
        {
            using var folder = ModelFolder.Open(path);
            const string Head = "score.weight";
            if (!folder.Weights.Contains(Head))
                throw new ModelFolderException(
                    path, $"there is no '{Head}' in the weights; a decoder with a head for scores was expected.");
            // What follows the last layer is the head for scores; that for tokens is not there.
            var config = GptFolder.ReadArchitecture(folder) with { TieEmbeddings = true };
            GptFolder.CheckSize(config, folder.Weights, folder.Config.File);
            var model = new RewardModel(GptFolder.Load(folder, backend, config).Model, random: null);
            try
            {
                using var scope = new TensorScope();
                var weight = folder.Weights.Read(Head, backend);
                if (weight.Shape != model.HeadWeight.Shape)
                    throw new ModelFolderException(path, $"'{Head}' is {weight.Shape}; {model.HeadWeight.Shape} was expected: one label.");
                backend.Copy(weight, model.HeadWeight);
                return model;
            }
            catch
            {
                model.Dispose();
                throw;
            }
        });
    }

    /// <summary>The reward of every row of a batch under the current gradient tape, if there is one.</summary>
    /// <param name="batch">
    /// Token ids, padded at the end. Where it has segments, a row ends before its first 0; otherwise it has no padding. Labels are not
    /// read.
    /// </param>
    /// <returns>[rows, 1].</returns>
    public Tensor Score(TokenBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var hidden = Decoder.HiddenStates(batch);
        var last = Decoder.Backend.Empty(new Shape(batch.RowCount), ElementType.Int32);
        for (var row = 0; row < batch.RowCount; row++)
            last.AsSpan<int>()[row] = row * batch.Length + End(batch, row) - 1;
        var states = Functional.Embedding(last, hidden.Reshape(new Shape(batch.RowCount * batch.Length, Decoder.Config.EmbeddingSize)));
        return _score.Module.Forward(states);
    }

    private Tensor HeadWeight => ((Linear)_score.Module).Weight.Value;

    private static int End(TokenBatch batch, int row)
    {
        if (!batch.HasSegments)
            return batch.Length;
        var end = batch.Segments.Slice(row * batch.Length, batch.Length).IndexOf(0);
        return end < 0 ? batch.Length : Math.Max(1, end);
    }
}
