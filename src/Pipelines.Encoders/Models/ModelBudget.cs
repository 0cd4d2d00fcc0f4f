using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>Refuses a config that describes a model far larger than its weights, before memory is taken for it.</summary>
internal static class ModelBudget
{
    // A head that is not in the file, or a tied table.
    private const double Spare = 4 << 20;

    /// <summary>Compares what a config describes with what the weights hold.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="parameterCount">How many numbers the config's model has.</param>
    /// <exception cref="ModelFolderException">The weights hold too few.</exception>
    public static void Check(ModelFolder folder, double parameterCount)
    {
        double stored = 0;
        foreach (var name in folder.Weights.Names)
        {
            double count = 1;
            foreach (var extent in folder.Weights[name].Extents)
                count *= extent;
            stored += count;
        }

        if (parameterCount > stored + Spare)
        {
            throw new ModelFolderException(
                folder.Config.File, $"it describes a model of {parameterCount:N0} numbers, but the weights hold {stored:N0}. " +
                "Config and weights are not of one model, or a file is damaged.");
        }
    }
}
