using System.Runtime.CompilerServices;

namespace Pipelines;

/// <summary>One rendering of a template: where it is, what it has used of its limits, and what it writes to.</summary>
internal sealed class TemplateRendering
{
    private readonly TemplateLimits _limits;
    private long _steps;
    private long _allocated;

    public TemplateRendering(TemplateLimits limits, DateTime now, bool hasGenerationBlocks)
    {
        _limits = limits;
        Now = now;
        HasGenerationBlocks = hasGenerationBlocks;
        Output = new MarkedTextBuilder(this);
    }

    /// <summary>The node being evaluated, for errors.</summary>
    public TemplatePosition At { get; set; } = new(1, 1);

    /// <summary>The time that <c>strftime_now</c> tells.</summary>
    public DateTime Now { get; }

    /// <summary>Whether the template says by itself what the assistant writes.</summary>
    public bool HasGenerationBlocks { get; }

    /// <summary>What a turn begins with where the assistant is asked to write it; empty where unknown.</summary>
    public string GenerationPrompt { get; init; } = "";

    /// <summary>Where text goes: the result, or what a macro or block collects.</summary>
    public MarkedTextBuilder Output { get; set; }

    public int LoopDepth { get; set; }

    public int CallDepth { get; set; }

    public TemplateException Error(string message) => At.Error(message);

    /// <summary>Counts work done.</summary>
    public void Step(long count = 1)
    {
        _steps += count;
        if (_steps > _limits.MaxSteps)
        {
            throw Error($"Rendering took more than {_limits.MaxSteps} steps. The template loops too long; raise {nameof(TemplateLimits)}."
                + $"{nameof(TemplateLimits.MaxSteps)} if that is meant.");
        }
    }

    /// <summary>Counts characters looked at.</summary>
    public void Scan(long characters) => Step(characters >> 4);

    /// <summary>
    /// Counts the search for a part of a text, which looks at the part again wherever it might begin: a text like the part can be made so
    /// that this is everywhere.
    /// </summary>
    public void Search(long characters, long part) => Step((characters >> 4) + ((characters * part) >> 10));

    /// <summary>Counts characters or items about to be made, and the length that what they belong to gets.</summary>
    public void Allocate(long count, long length)
    {
        if (length > _limits.MaxLength)
        {
            throw Error($"A text or list of {length} characters or items is more than {_limits.MaxLength}; raise {nameof(TemplateLimits)}."
                + $"{nameof(TemplateLimits.MaxLength)} if that is meant.");
        }

        _allocated += count;
        if (_allocated > _limits.MaxAllocated)
        {
            throw Error($"Rendering made more than {_limits.MaxAllocated} characters and items in all; raise {nameof(TemplateLimits)}."
                + $"{nameof(TemplateLimits.MaxAllocated)} if that is meant.");
        }

        Scan(count);
    }

    /// <summary>Refuses recursion that the stack cannot hold.</summary>
    public void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Error("The template or its values are nested too deep.");
    }

    public void EnterCall()
    {
        if (++CallDepth > _limits.MaxCallDepth)
        {
            throw Error($"Macros call each other more than {_limits.MaxCallDepth} deep; raise {nameof(TemplateLimits)}."
                + $"{nameof(TemplateLimits.MaxCallDepth)} if that is meant.");
        }
    }

    /// <summary>What an action writes, as a text instead of into the output.</summary>
    public MarkedText Capture(Action write)
    {
        var outer = Output;
        Output = new MarkedTextBuilder(this);
        try
        {
            write();
            return Output.ToText();
        }
        finally
        {
            Output = outer;
        }
    }
}
