using NUnit.Framework;

namespace Pipelines.Testing;

/// <content>Random changes and searches.</content>
public abstract partial class PassageStoreConformanceTests
{
    private const int FewOperations = 300;
    private const int LargestId = 1500;
    private const int MostPassages = 400;

    /// <summary>After a few hundred random changes a store with any metric gives what comparing everything gives.</summary>
    [Test]
    [Category("Slow")]
    public void Random_operations_give_what_brute_force_gives()
    {
        for (var i = 0; i < Metrics.Count; i++)
            new RandomRun(this, Metrics[i], seed: 11 + i).Run(Math.Min(FewOperations, RandomOperations));
    }

    /// <summary>The same for thousands of changes, searches, saves and reopenings with one metric.</summary>
    [Test]
    [Category("Slow")]
    public void Many_random_operations_give_what_brute_force_gives() =>
        new RandomRun(this, VectorMetricForExactness, seed: 5).Run(RandomOperations);

    private sealed class RandomRun(PassageStoreConformanceTests tests, VectorMetric metric, int seed)
    {
        private readonly RandomPassages _random = new(seed, SearchDimension);
        private readonly PassageModel _model = new(metric, tests.IsExact);
        private IPassageStore _store = tests.Make(SearchDimension, metric);

        public void Run(int operations)
        {
            for (var operation = 0; operation < operations; operation++)
            {
                var what = $"{metric}, seed {seed}, operation {operation}";
                switch (_random.Random.Next(24))
                {
                    case < 5:
                        Add();
                        break;
                    case < 7:
                        AddValid(what);
                        break;
                    case < 10:
                        Upsert();
                        break;
                    case < 14:
                        Remove(what);
                        break;
                    case < 20:
                        Search(what);
                        break;
                    case < 22:
                        Look(what);
                        break;
                    case 22:
                        var filter = _random.Filter();
                        Assert.That(_store.Enumerate(filter).Select(passage => passage.Id), Is.EqualTo(_model.Matching(filter)), what);
                        break;
                    default:
                        if (_random.Random.Next(4) == 0)
                            _store = tests.Again(_store);
                        break;
                }
            }

            Assert.That(_store.Enumerate().Select(passage => passage.Id), Is.EqualTo(_model.Matching(null)));
        }

        private long AnyId() => _random.Random.Next(-LargestId, LargestId);

        private void Add()
        {
            long[] ids = [.. Enumerable.Range(0, 12).Select(_ => AnyId()).Distinct().Where(id => !_model.Passages.ContainsKey(id))];
            Passage[] passages = [.. ids.Select(_random.Passage)];
            _store.Add(passages);
            foreach (var passage in passages)
                _model.Passages.Add(passage.Id, passage);
        }

        private void AddValid(string what)
        {
            var passages = new List<Passage>();
            var rejected = new List<(int, Type)>();
            for (var row = 0; row < 8; row++)
            {
                var passage = _random.Passage(AnyId());
                var reason = _random.Random.Next(8) switch
                {
                    0 => typeof(PassageDimensionException),
                    1 => typeof(InvalidPassageException),
                    _ => _model.Passages.ContainsKey(passage.Id) ? typeof(DuplicatePassageException) : null,
                };
                if (reason == typeof(PassageDimensionException))
                    passage = passage with { Vector = new float[SearchDimension + 1] };
                else if (reason == typeof(InvalidPassageException))
                    passage = passage with { Vector = Enumerable.Repeat(float.NaN, SearchDimension).ToArray() };
                passages.Add(passage);
                if (reason is null)
                    _model.Passages.Add(passage.Id, passage);
                else
                    rejected.Add((row, reason));
            }

            Assert.That(_store.AddValid(passages).Select(row => (row.Row, row.Reason.GetType())), Is.EqualTo(rejected), what);
        }

        private void Upsert()
        {
            Passage[] passages =
            [
                .. Some(8).Concat(Enumerable.Range(0, 4).Select(_ => AnyId())).Distinct().Select(_random.Passage),
            ];
            _store.Upsert(passages);
            foreach (var passage in passages)
                _model.Passages[passage.Id] = passage;
        }

        private void Remove(string what)
        {
            var one = _model.Passages.Count > MostPassages ? 3 : 12;
            long[] ids = [.. _model.Passages.Keys.Where(_ => _random.Random.Next(one) == 0), 99_999];
            Assert.That(_store.Remove(ids), Is.EqualTo(ids.Length - 1), what);
            foreach (var id in ids)
                _model.Passages.Remove(id);
        }

        private void Search(string what)
        {
            PassageQuery[] queries = [.. Enumerable.Range(0, 1 + _random.Random.Next(4)).Select(_ => _random.Query())];
            var options = new PassageSearchOptions
            {
                TopK = 1 + _random.Random.Next(40),
                Depth = 1 + _random.Random.Next(40),
                Filter = _random.Random.Next(2) == 0 ? null : _random.Filter(),
            };
            var found = _store.Search(queries, options);
            for (var i = 0; i < queries.Length; i++)
            {
                if (queries[i] is { Text: not null, Vector.IsEmpty: false })
                    CheckJoined(_store, _model, queries[i], options, what);
                else if (queries[i].Text is { } text)
                    _model.CheckWords(found[i], text, options.Filter, options.TopK, what);
                else
                    _model.CheckVectors(found[i], queries[i].Vector.Span, options.Filter, options.TopK, what);
            }
        }

        private void Look(string what)
        {
            var filter = _random.Filter();
            Assert.That(_store.Count(filter), Is.EqualTo(_model.Matching(filter).Count), what);
            Assert.That(_store.Count(), Is.EqualTo(_model.Passages.Count), what);
            long[] ids = [.. Some(5), AnyId(), AnyId()];
            var found = _store.Get(ids, includeVectors: true);
            for (var i = 0; i < ids.Length; i++)
            {
                Assert.That(_store.Contains(ids[i]), Is.EqualTo(_model.Passages.ContainsKey(ids[i])), what);
                if (_model.Passages.TryGetValue(ids[i], out var passage))
                    tests.AssertSame(_store, passage, found[i]);
                else
                    Assert.That(found[i], Is.Null, what);
            }
        }

        private IEnumerable<long> Some(int most) =>
            _model.Passages.Keys.Where(_ => _random.Random.Next(1 + (_model.Passages.Count / most)) == 0).Take(most);
    }
}
