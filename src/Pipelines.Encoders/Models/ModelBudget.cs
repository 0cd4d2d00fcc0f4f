using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>Refuses a config that describes a model far larger than its weights, before memory is taken for it.</summary>
internal static class ModelBudget
{
    // A head that is not in the file, or a tied table.
    private const double Spare = 4 << 20;

    /// <summary>How many numbers a folder's weights hold.</summary>
    public static double Stored(ModelFolder folder) => folder.Weights.Names.Sum(name => (double)folder.Weights[name].ElementCount);

    /// <summary>Compares what a config describes with what the weights hold.</summary>
    /// <param name="config">The config.</param>
    /// <param name="parameterCount">How many numbers its model has.</param>
    /// <param name="stored">How many numbers the weights hold.</param>
    /// <exception cref="ModelFolderException">The weights hold too few.</exception>
    public static void Check(ConfigSection config, double parameterCount, double stored)
    {
        if (parameterCount > stored + Spare)
        {
            throw new ModelFolderException(
                config.File, $"it describes a model of {parameterCount:N0} numbers, but the weights hold {stored:N0}. " +
                "Config and weights are not of one model, or a file is damaged.");
        }
    }
}
