namespace Pipelines;

/// <summary>Mixing views, as training on several tasks at once needs it.</summary>
public static class InterleaveDataExtensions
{
    /// <summary>
    /// The rows of several views mixed: each row is of a view drawn by the weights, and the rows of a view come in its own order. Every
    /// pass has the same rows. Nothing is read before a cursor is, but where views that do not know their sizes are mixed by size, they are
    /// counted by a pass of their own, once. Lists and caches put together stay able to shuffle and partition; other views are read side by
    /// side.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="views">The views, at least one, with the same columns in any order.</param>
    /// <param name="configure">Changes the options: weights, when to end, a column that names the view.</param>
    /// <exception cref="OptionsException">An option is out of range, or there are not as many weights or names as views.</exception>
    /// <exception cref="SchemaException">
    /// Two views differ in a column, or in what an annotation says about it (such as the tokenizer of its ids); the first difference is
    /// named. Or the column that names the view is there already.
    /// </exception>
    public static IDataView Interleave(
        this DataCatalog catalog, IReadOnlyList<IDataView> views, Action<InterleaveOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(views);
        if (views.Count is 0 or > ushort.MaxValue)
            throw new ArgumentException($"{views.Count} views were given: give 1 to {ushort.MaxValue}.", nameof(views));
        var options = new InterleaveOptions();
        configure?.Invoke(options);
        OptionsValidation.Validated(options);
        ThrowUnlessOneEach(nameof(InterleaveOptions.Weights), options.Weights.Count, views.Count);
        ThrowUnlessOneEach(nameof(InterleaveOptions.Names), options.Names.Count, views.Count);
        var plan = new InterleavePlan([.. views], options, options.Seed ?? catalog.Context.Seed);
        return views.All(view => view is SeekableView) ? new InterleaveSeekableView(plan) : new InterleaveStreamView(plan);
    }

    private static void ThrowUnlessOneEach(string option, int count, int views)
    {
        if (count != 0 && count != views)
            throw new OptionsException(
                nameof(InterleaveOptions), [$"{option} has {count} values for {views} views; give one for each, or none."]);
    }
}
