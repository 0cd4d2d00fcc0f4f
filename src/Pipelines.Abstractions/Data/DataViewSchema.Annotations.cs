namespace Pipelines;

public sealed partial class DataViewSchema
{
    /// <summary>Named facts about a column: slot names, category names, the vocabulary size, whether vectors are normalised.</summary>
    public sealed class Annotations
    {
        private readonly IReadOnlyDictionary<string, object> _values;

        private Annotations(IReadOnlyDictionary<string, object> values) => _values = values;

        /// <summary>No annotations.</summary>
        public static Annotations Empty { get; } = new(new Dictionary<string, object>());

        /// <summary>The kinds there are.</summary>
        public IEnumerable<string> Kinds => _values.Keys;

        /// <summary>These annotations and one more.</summary>
        public Annotations With<TValue>(string kind, TValue value) where TValue : notnull
        {
            ArgumentException.ThrowIfNullOrEmpty(kind);
            return new Annotations(new Dictionary<string, object>(_values) { [kind] = value });
        }

        /// <summary>The value of a kind, where there is one of that type.</summary>
        public bool TryGetValue<TValue>(string kind, out TValue value) where TValue : notnull
        {
            if (_values.TryGetValue(kind, out var found) && found is TValue typed)
            {
                value = typed;
                return true;
            }

            value = default!;
            return false;
        }
    }
}
