using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines;

/// <summary>Computes a column from a column by a function of the user's.</summary>
/// <typeparam name="TIn">What the function takes: a column's own values, <c>string</c> for text, an array or list for a vector.</typeparam>
/// <typeparam name="TOut">What it gives: likewise, without lists.</typeparam>
public sealed record MapTransformer<TIn, TOut> : RowToRowTransformer, ISavableTransformer
{
    private static readonly MethodInfo AddArrayMethod =
        typeof(MapTransformer<TIn, TOut>).GetMethod(nameof(AddArray), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private readonly Func<TIn, TOut> _function;

    /// <summary>Makes the transformer.</summary>
    /// <param name="inputColumn">The column read.</param>
    /// <param name="outputColumn">The column made.</param>
    /// <param name="function">The function; several threads call it.</param>
    /// <param name="mapping">The id it is registered under; null where it is not, and cannot be saved.</param>
    public MapTransformer(string inputColumn, string outputColumn, Func<TIn, TOut> function, string? mapping = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(inputColumn);
        ArgumentException.ThrowIfNullOrEmpty(outputColumn);
        ArgumentNullException.ThrowIfNull(function);
        InputColumn = inputColumn;
        OutputColumn = outputColumn;
        Mapping = mapping;
        _function = function;
    }

    /// <summary>The column read.</summary>
    public string InputColumn { get; }

    /// <summary>The column made.</summary>
    public string OutputColumn { get; }

    /// <summary>The id the function is registered under; null where it is not.</summary>
    public string? Mapping { get; }

    /// <inheritdoc/>
    /// <exception cref="PipelineException">The function is not registered.</exception>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Mapping is null)
        {
            throw new PipelineException(
                $"The mapping from '{InputColumn}' to '{OutputColumn}' cannot be saved: its function is not in a file but in the program. "
                + "Register it, AddPipelines().AddMapping(\"package.name\", function), and use it by its id: "
                + "context.Transforms.Map(input, output, \"package.name\").");
        }

        context.WriteJson(new MapState(InputColumn, OutputColumn, Mapping));
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        var input = ValueConversion.Require(map.Input, InputColumn, ColumnConversion<TIn>.ColumnType);
        var type = DataViewTypes.Of<TOut>();
        if (typeof(TOut) == typeof(string))
        {
            Add(map, input, type, static (TOut result, ref ReadOnlyMemory<char> value) =>
                MemberCopy.Text(Unsafe.As<TOut, string?>(ref result), ref value));
        }
        else if (typeof(TOut) == typeof(string[]))
        {
            Add(map, input, type, static (TOut result, ref VBuffer<ReadOnlyMemory<char>> value) =>
                MemberCopy.TextArray(Unsafe.As<TOut, string?[]?>(ref result), ref value));
        }
        else if (typeof(TOut).IsArray)
        {
            AddArrayMethod.MakeGenericMethod(typeof(TOut).GetElementType()!)
                .Invoke(this, BindingFlags.DoNotWrapExceptions, null, [map, input, type], null);
        }
        else
        {
            Add(map, input, type, static (TOut result, ref TOut value) => value = result);
        }
    }

    private void AddArray<TItem>(RowMapperBuilder map, DataViewSchema.Column input, DataViewType type) =>
        Add(map, input, type,
            static (TOut result, ref VBuffer<TItem> value) => MemberCopy.Array(Unsafe.As<TOut, TItem[]?>(ref result), ref value));

    private void Add<TValue>(RowMapperBuilder map, DataViewSchema.Column input, DataViewType type, ValueReader<TOut, TValue> write) =>
        map.Add<TValue>(OutputColumn, type, [input], row =>
        {
            var slot = ValueSlot.Create(row, input, fresh: true);
            return (ref TValue value) =>
            {
                slot.Read();
                TOut result;
                try
                {
                    result = _function(ColumnConversion<TIn>.Convert(slot));
                }
                catch (Exception e) when (e is not (PipelineException or OperationCanceledException))
                {
                    throw new CellException(
                        row.Position, InputColumn, $"the function that makes '{OutputColumn}' of it failed: {e.Message}", null, e);
                }

                write(result, ref value);
            };
        });
}
