using System.Collections.Concurrent;
using System.Reflection;

namespace Pipelines;

/// <summary>The members of row classes that stand for columns, found once a class.</summary>
internal sealed class RowMembers
{
    private static readonly ConcurrentDictionary<Type, RowMembers> Cache = new();

    private RowMembers(Type rowType)
    {
        Members = Find(rowType);
        var builder = new DataViewSchema.Builder();
        foreach (var member in Members)
            builder.AddColumn(member.ColumnName, member.ColumnType);
        Schema = builder.ToSchema();
    }

    /// <summary>The members, base classes' first, properties before fields, else as declared.</summary>
    public IReadOnlyList<RowMember> Members { get; }

    /// <summary>A column a member, in the same order.</summary>
    public DataViewSchema Schema { get; }

    /// <exception cref="SchemaException">A member has no column type, or two stand for one column.</exception>
    public static RowMembers Of(Type rowType) => Cache.GetOrAdd(rowType, static type => new RowMembers(type));

    /// <summary>The item type of an array, list or <see cref="VBuffer{T}"/>; null for another type.</summary>
    public static Type? ItemType(Type type)
    {
        if (type.IsSZArray)
            return type.GetElementType();
        if (!type.IsGenericType)
            return null;
        var generic = type.GetGenericTypeDefinition();
        return generic == typeof(VBuffer<>) || generic == typeof(List<>) || generic == typeof(IReadOnlyList<>) || generic == typeof(IList<>)
            ? type.GetGenericArguments()[0]
            : null;
    }

    private static List<RowMember> Find(Type rowType)
    {
        if (DataViewTypes.TryOf(rowType) is not null)
        {
            throw new SchemaException(
                $"{rowType} is the type of one value, not of a row. Give it a name: " +
                $"LoadFromEnumerable(values.Select(value => new {{ Text = value }}).ToList()).");
        }

        var hierarchy = new Stack<Type>();
        for (var type = rowType; type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
            hierarchy.Push(type);
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var found = new List<MemberInfo>();
        foreach (var type in hierarchy)
        {
            IEnumerable<MemberInfo> members =
            [
                .. type.GetProperties(declared)
                    .Where(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
                    .OrderBy(p => p.MetadataToken),
                .. type.GetFields(declared).OrderBy(f => f.MetadataToken),
            ];
            foreach (var member in members)
            {
                // A derived class's member replaces the one it overrides or hides, in its place.
                var replaced = found.FindIndex(f => f.Name == member.Name);
                if (replaced >= 0)
                    found[replaced] = member;
                else
                    found.Add(member);
            }
        }

        var result = new List<RowMember>();
        foreach (var member in found)
        {
            if (member.GetCustomAttribute<NoColumnAttribute>() is not null)
                continue;
            var row = Describe(rowType, member);
            if (result.Find(r => r.ColumnName == row.ColumnName) is { } other)
                throw new SchemaException(
                    $"{row} and {other} both stand for column '{row.ColumnName}'. " +
                    "Give one another name with [ColumnName], or mark it [NoColumn].");
            result.Add(row);
        }

        return result.Count > 0
            ? result
            : throw new SchemaException($"{rowType} has no public property or field that could be a column.");
    }

    private static RowMember Describe(Type rowType, MemberInfo member)
    {
        var type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        var name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
        if (name.Length == 0)
            throw new SchemaException($"{rowType}.{member.Name}: [ColumnName] is empty.");
        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (ItemType(type) is { } item && DataViewTypes.TryOf(item) is PrimitiveDataViewType itemType)
        {
            if (vector?.Size < 0)
                throw new SchemaException(
                    $"{rowType}.{member.Name}: a vector has a size of at least 1, or 0 where it varies, not {vector.Size}.");
            return new RowMember(member, type, name, new VectorDataViewType(itemType, vector?.Size ?? 0));
        }

        if (vector is not null)
            throw new SchemaException($"{rowType}.{member.Name}: [VectorType] belongs on an array, List<T> or VBuffer<T>, not on {type}.");
        if (DataViewTypes.TryOf(Nullable.GetUnderlyingType(type) ?? type) is PrimitiveDataViewType primitive)
            return new RowMember(member, type, name, primitive);
        throw new SchemaException(
            $"{rowType}.{member.Name}: no column type holds values of {type}. " +
            "Use a number, bool, string, ReadOnlyMemory<char>, a date, or an array, List<T> or VBuffer<T> of one of them; " +
            "or mark the member [NoColumn].");
    }
}
