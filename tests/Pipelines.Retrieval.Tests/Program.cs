namespace Pipelines.Retrieval.Tests;

/// <summary>The test assembly started as a program: the child that a test kills.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is not [SavingChild.Command, var folder])
            return 1;
        SavingChild.Run(folder);
        return 0;
    }
}
