namespace Pipelines.Nn.Tests;

internal sealed class ConfigSectionTests : ModelFolderTests
{
    [Test]
    public void ValuesAreReadByType()
    {
        var config = Config("""{"a": 3, "b": 4096.0, "c": 1e-5, "d": true, "e": "x", "f": null, "g": [1, 2], "h": {"i": [0.5]}, "j": 7, "k": ["p"]}""");
        Assert.Multiple(() =>
        {
            Assert.That(config.GetInt32("a"), Is.EqualTo(3));
            Assert.That(config.GetInt32("b"), Is.EqualTo(4096));
            Assert.That(config.GetSingle("c"), Is.EqualTo(1e-5f));
            Assert.That(config.GetBoolean("d"), Is.True);
            Assert.That(config.GetString("e"), Is.EqualTo("x"));
            Assert.That(config.Has("f"), Is.False);
            Assert.That(config.GetInt32("f", fallback: 9), Is.EqualTo(9));
            Assert.That(config.FindInt32s("g"), Is.EqualTo(new[] { 1, 2 }));
            Assert.That(config.FindInt32s("j"), Is.EqualTo(new[] { 7 }));
            Assert.That(config.FindStrings("k"), Is.EqualTo(new[] { "p" }));
            Assert.That(config.FindStrings("e"), Is.EqualTo(new[] { "x" }));
            Assert.That(config.GetSection("h").FindSingles("i"), Is.EqualTo(new[] { 0.5f }));
            Assert.That(config.FindSection("none"), Is.Null);
        });
    }

    [TestCase("""{"h": {"n": "x"}}""", "$.h.n", "a whole number was expected")]
    [TestCase("""{"h": {}}""", "$.h.n", "missing")]
    [TestCase("""{"h": {"n": 1.5}}""", "$.h.n", "1.5")]
    [TestCase("""{"h": {"n": 1e400}}""", "$.h.n", "whole number")]
    [TestCase("""{"h": {"n": -1}}""", "$.h.n", "[0, 100]")]
    [TestCase("""{"h": {"n": 101}}""", "$.h.n", "[0, 100]")]
    [TestCase("""{"h": []}""", "$.h", "an object was expected")]
    [TestCase("""{"x": 1}""", "$.h", "missing")]
    public void WrongValuesAreRefusedWithTheirPlace(string json, string place, string says)
    {
        var error = Assert.Throws<ModelFolderException>(() => Config(json).GetSection("h").GetInt32("n", maximum: 100))!;
        Assert.Multiple(() =>
        {
            Assert.That(error.Path, Is.EqualTo(PathOf("config.json")));
            Assert.That(error.JsonPath, Is.EqualTo(place));
            Assert.That(error.Message, Does.Contain(says).And.Contain(place).And.Contain("config.json"));
        });
    }

    [TestCase("")]
    [TestCase("[1]")]
    [TestCase("{")]
    [TestCase("""{"a": 1, "a": 2}""")]
    [TestCase("""{"a": 1} x""")]
    public void WhatIsNoObjectIsRefused(string json) =>
        Assert.That(() => Config(json), Throws.TypeOf<ModelFolderException>().With.Property("Path").EqualTo(PathOf("config.json")));

    [Test]
    public void HalfASurrogateIsRefused() =>
        Assert.That(() => Config("""{"a": "\ud800"}""").GetString("a"), Throws.TypeOf<ModelFolderException>().With.Property("JsonPath").EqualTo("$.a"));

    [Test]
    public void AChoiceListsWhatIsKnown()
    {
        var known = new Dictionary<string, int> { ["relu"] = 1, ["gelu"] = 2 };
        var config = Config("""{"act": "swiglu"}""");
        Assert.That(config.GetChoice("other", known, "gelu"), Is.EqualTo(2));
        Assert.That(() => config.GetChoice("act", known), Throws.TypeOf<ModelFolderException>()
            .With.Message.Contains("Known are: relu, gelu"));
    }

    [Test]
    public void AByteOrderMarkIsSkipped() => Assert.That(Config("\uFEFF{\"a\": 1}").GetInt32("a"), Is.EqualTo(1));

    [Test]
    public void AListOfObjectsIsRead()
    {
        var list = ConfigSection.ReadList(Write("modules.json", """[{"idx": 0}, {"idx": 1, "path": "1_Pooling"}]"""));
        Assert.That(list[1].GetString("path"), Is.EqualTo("1_Pooling"));
        Assert.That(() => list[0].GetString("path"), Throws.TypeOf<ModelFolderException>().With.Property("JsonPath").EqualTo("$[0].path"));
    }
}
