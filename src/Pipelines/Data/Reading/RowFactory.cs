using System.Linq.Expressions;
using System.Reflection;

namespace Pipelines;

/// <summary>Makes row objects of a class from columns' values, through its constructor and its settable members.</summary>
/// <typeparam name="TRow">The row class.</typeparam>
internal sealed class RowFactory<TRow>
{
    private readonly Func<ValueSlot[], TRow> _create;
    private readonly Action<TRow, ValueSlot[]>? _fill;

    /// <summary>Prepares for a schema.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type, or the class cannot be made.</exception>
    public RowFactory(DataViewSchema schema, bool ignoreMissingColumns)
    {
        var constructor = FindConstructor();
        var parameters = constructor?.GetParameters() ?? [];
        var used = new List<RowMember>();
        var columns = new List<DataViewSchema.Column>();
        foreach (var member in RowMembers.Of(typeof(TRow)).Members)
        {
            // What can be neither passed nor set is computed from the other members.
            if (!member.CanWrite && !Array.Exists(parameters, member.Fits))
                continue;
            if (ignoreMissingColumns && schema.GetColumnOrNull(member.ColumnName) is null)
                continue;
            used.Add(member);
            columns.Add(ValueConversion.Require(schema, member.ColumnName, member.ColumnType));
        }

        Columns = columns;
        var slots = Expression.Parameter(typeof(ValueSlot[]), "slots");
        var values = used.Select((member, i) => Value(slots, i, columns[i], member.MemberType)).ToArray();
        _create = CompileCreate(constructor, parameters, used, values, slots);
        _fill = !typeof(TRow).IsValueType && used.TrueForAll(member => member.CanWrite) ? CompileFill(used, values, slots) : null;
    }

    /// <summary>The columns read, one a slot.</summary>
    public IReadOnlyList<DataViewSchema.Column> Columns { get; }

    /// <summary>A new object.</summary>
    public TRow Create(ValueSlot[] slots) => _create(slots);

    /// <summary>The object with new values, or a new object where its members cannot be set.</summary>
    public TRow Fill(TRow row, ValueSlot[] slots)
    {
        if (_fill is null)
            return _create(slots);
        _fill(row, slots);
        return row;
    }

    private static Expression Value(ParameterExpression slots, int index, DataViewSchema.Column column, Type memberType)
    {
        var slotType = typeof(ValueSlot<>).MakeGenericType(column.Type.RawType);
        var slot = Expression.Convert(Expression.ArrayIndex(slots, Expression.Constant(index)), slotType);
        return ValueConversion.Convert(Expression.Field(slot, nameof(ValueSlot<int>.Value)), memberType);
    }

    private static Func<ValueSlot[], TRow> CompileCreate(
        ConstructorInfo? constructor, ParameterInfo[] parameters, List<RowMember> used, Expression[] values, ParameterExpression slots)
    {
        var passed = new HashSet<RowMember>();
        var arguments = new Expression[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var member = used.Find(m => m.Fits(parameters[i]));
            arguments[i] = member is not null ? values[used.IndexOf(member)]
                : parameters[i].HasDefaultValue ? Expression.Constant(parameters[i].DefaultValue, parameters[i].ParameterType)
                : Expression.Default(parameters[i].ParameterType);
            if (member is not null)
                passed.Add(member);
        }

        var made = constructor is null ? Expression.New(typeof(TRow)) : Expression.New(constructor, arguments);
        var bindings = used.Where(m => !passed.Contains(m)).Select(m => (MemberBinding)Expression.Bind(m.Member, values[used.IndexOf(m)]));
        return Expression.Lambda<Func<ValueSlot[], TRow>>(Expression.MemberInit(made, bindings), slots).Compile();
    }

    private static Action<TRow, ValueSlot[]> CompileFill(List<RowMember> used, Expression[] values, ParameterExpression slots)
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        var assignments = used.Select((m, i) => (Expression)Expression.Assign(Expression.MakeMemberAccess(row, m.Member), values[i]));
        return Expression.Lambda<Action<TRow, ValueSlot[]>>(Expression.Block([.. assignments, Expression.Empty()]), row, slots).Compile();
    }

    // A parameterless constructor, or the one with the most parameters that are all members: a record's.
    private static ConstructorInfo? FindConstructor()
    {
        var members = RowMembers.Of(typeof(TRow)).Members;
        var constructors = typeof(TRow).GetConstructors();
        if (typeof(TRow).IsValueType && members.All(m => m.CanWrite))
            return null;
        return Array.Find(constructors, c => c.GetParameters().Length == 0 && members.Any(m => m.CanWrite))
            ?? constructors
                .Where(c => c.GetParameters().All(p => members.Any(m => m.Fits(p))))
                .OrderByDescending(c => c.GetParameters().Length)
                .FirstOrDefault()
            ?? throw new SchemaException(
                $"{typeof(TRow)} cannot be made: it has no public constructor without parameters, and none whose parameters are named " +
                "and typed as its members.");
    }
}
