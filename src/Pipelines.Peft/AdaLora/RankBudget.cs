namespace Pipelines.Peft;

/// <summary>How many directions all modules together have after each step: all of them, then by a cubic to the target.</summary>
/// <param name="Initial">How many there are.</param>
/// <param name="Target">How many are left.</param>
/// <param name="WarmupSteps">Steps before the first cut.</param>
/// <param name="LastStep">The step of the last cut.</param>
/// <param name="Interval">Steps from one cut to the next.</param>
internal readonly record struct RankBudget(int Initial, int Target, int WarmupSteps, int LastStep, int Interval)
{
    /// <summary>The budget after a step, counted from 1.</summary>
    public int After(int step)
    {
        if (step <= WarmupSteps)
            return Initial;
        if (step >= LastStep)
            return Target;
        var left = 1 - (double)(step - WarmupSteps) / (LastStep - WarmupSteps);
        return (int)((Initial - Target) * Math.Pow(left, 3) + Target);
    }

    /// <summary>Whether directions are cut after a step.</summary>
    public bool IsDue(int step) => step == LastStep || (step > WarmupSteps && step < LastStep && step % Interval == 0);
}
