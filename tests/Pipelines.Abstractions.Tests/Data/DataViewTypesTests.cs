namespace Pipelines.Tests;

[TestFixture]
public sealed class DataViewTypesTests
{
    [TestCase(typeof(sbyte), "SByte")]
    [TestCase(typeof(byte), "Byte")]
    [TestCase(typeof(short), "Int16")]
    [TestCase(typeof(ushort), "UInt16")]
    [TestCase(typeof(int), "Int32")]
    [TestCase(typeof(uint), "UInt32")]
    [TestCase(typeof(long), "Int64")]
    [TestCase(typeof(ulong), "UInt64")]
    [TestCase(typeof(float), "Single")]
    [TestCase(typeof(double), "Double")]
    [TestCase(typeof(bool), "Boolean")]
    [TestCase(typeof(string), "Text")]
    [TestCase(typeof(ReadOnlyMemory<char>), "Text")]
    [TestCase(typeof(DateTime), "DateTime")]
    [TestCase(typeof(DateTimeOffset), "DateTimeOffset")]
    [TestCase(typeof(TimeSpan), "TimeSpan")]
    [TestCase(typeof(DataViewRowId), "RowId")]
    [TestCase(typeof(int[]), "Vector<Int32>")]
    [TestCase(typeof(VBuffer<float>), "Vector<Single>")]
    [TestCase(typeof(string[]), "Vector<Text>")]
    public void EveryColumnTypeHasItsNetType(Type type, string name) => Assert.That(DataViewTypes.Of(type).ToString(), Is.EqualTo(name));

    [TestCase(typeof(decimal))]
    [TestCase(typeof(int?))]
    [TestCase(typeof(int[][]))]
    [TestCase(typeof(object))]
    public void OtherTypesHaveNone(Type type)
    {
        Assert.That(DataViewTypes.TryOf(type), Is.Null);
        Assert.That(() => DataViewTypes.Of(type), Throws.TypeOf<SchemaException>().With.Message.Contains(type.ToString()));
    }

    [Test]
    public void TypesAreEqualWhereTheirValuesMeanTheSame()
    {
        var key = new KeyDataViewType(typeof(uint), 5);
        var vector = new VectorDataViewType(NumberDataViewType.Int32, 4);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(key, Is.EqualTo(new KeyDataViewType(typeof(uint), 5)));
            Assert.That(key.GetHashCode(), Is.EqualTo(new KeyDataViewType(typeof(uint), 5).GetHashCode()));
            Assert.That(key, Is.Not.EqualTo(new KeyDataViewType(typeof(uint), 6)));
            Assert.That(key, Is.Not.EqualTo(new KeyDataViewType(typeof(ulong), 5)));
            Assert.That(key, Is.Not.EqualTo((object)NumberDataViewType.UInt32));
            Assert.That((object)NumberDataViewType.UInt32, Is.Not.EqualTo(key));
            Assert.That(vector, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Int32, 4)));
            Assert.That(vector, Is.Not.EqualTo(new VectorDataViewType(NumberDataViewType.Int32)));
            Assert.That(vector, Is.Not.EqualTo(new VectorDataViewType(NumberDataViewType.Int64, 4)));
            Assert.That(vector.RawType, Is.EqualTo(typeof(VBuffer<int>)));
            Assert.That(NumberDataViewType.Int32, Is.Not.EqualTo(NumberDataViewType.Int64));
        }
    }

    [Test]
    public void TypesThatCannotBeAreRefused()
    {
        Assert.That(() => new KeyDataViewType(typeof(int), 5), Throws.ArgumentException);
        Assert.That(() => new KeyDataViewType(typeof(uint), 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new VectorDataViewType(NumberDataViewType.Int32, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new VectorDataViewType(null!), Throws.ArgumentNullException);
    }
}
