namespace Pipelines.Tests;

/// <summary>What a hostile template, or one outside the supported part, gets: a typed error, soon, with its place.</summary>
[TestFixture]
public class JinjaLimitTests
{
    private static readonly TemplateLimits Small =
        new() { MaxLength = 100_000, MaxAllocated = 1_000_000, MaxSteps = 200_000, MaxCallDepth = 50 };

    [TestCase("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "steps")]
    [TestCase("{% set ns = namespace(x='aaaaaaaaaa') %}{% for a in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "characters")]
    [TestCase("{{ 'a' * 1000000000000 }}", "characters")]
    [TestCase("{{ [0] * 1000000000000 }}", "items")]
    [TestCase("{{ 'a'.center(2000000000) }}", "characters")]
    [TestCase("{{ 'a' | indent(2000000000, true) }}", "characters")]
    [TestCase("{{ '7'.zfill(2000000000) }}", "characters")]
    [TestCase("{{ [1] | batch(2000000000, 'x') }}", "items")]
    [TestCase("{{ range(1000000000) }}", "100000")]
    [TestCase("{{ range(-9223372036854775807, 9223372036854775807) }}", "100000")]
    [TestCase("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "deep")]
    [TestCase("{% set ns = namespace(x=[1]) %}{% for a in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "TemplateLimits")]
    [TestCase("{% set ns = namespace(x=[1], y=[1]) %}{% for a in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}", "steps")]
    [TestCase("{% set ns = namespace(x=[1]) %}{% for a in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}",
        "TemplateLimits")]
    [TestCase("{% set big = 'ab' * 40000 %}{% for a in range(99999) %}{{ 'zz' in big }}{% endfor %}", "steps")]
    [TestCase("{% set a = 'a' * 40000 %}{{ (a ~ 'b' ~ a) in (a * 2) }}", "steps")]
    [TestCase("{% set a = 'a' * 40000 %}{{ (a * 2).split(a ~ 'b' ~ a) }}", "steps")]
    [TestCase("{% set a = 'b' * 40000 %}{{ (a * 2).strip(a.replace('b', 'c') ~ 'b') }}", "steps")]
    [TestCase("{{ 2 ** 1000000 }}", "64 bits")]
    [TestCase("{{ 9223372036854775807 + 1 }}", "64 bits")]
    [TestCase("{{ 99999999999999999999 }}", "64 bits")]
    [TestCase("{{ (0 - 9223372036854775807 - 1) // -1 }}", "64 bits")]
    [TestCase("{{ 'aaaa'.replace('', 'b' * 50000) }}", "characters")]
    public void Limits_stop_it(string template, string expected) =>
        Assert.That(() => Render(template), Throws.InstanceOf<TemplateException>().With.Message.Contains(expected));

    [Test]
    public void Nesting_is_refused_and_does_not_overflow_the_stack()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Render("{{ " + new string('(', 200_000) + "1" + new string(')', 200_000) + " }}"),
                Throws.InstanceOf<TemplateException>());
            Assert.That(() => Render("{{ " + new string('-', 500_000) + "1 }}"), Throws.InstanceOf<TemplateException>());
            Assert.That(() => Render("{{ " + string.Concat(Enumerable.Repeat("not ", 250_000)) + "1 }}"),
                Throws.InstanceOf<TemplateException>());
            Assert.That(() => Render("{{ 1" + string.Concat(Enumerable.Repeat(" + 1", 200_000)) + " }}"),
                Throws.InstanceOf<TemplateException>());
            Assert.That(() => Render(string.Concat(Enumerable.Repeat("{% if 1 %}", 50_000))), Throws.InstanceOf<TemplateException>());
            Assert.That(
                () => Render("{% set ns = namespace(x=[]) %}{% for a in range(90000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}"),
                Throws.InstanceOf<TemplateException>());
        });
    }

    [TestCase("{% include 'x' %}", 1, 4, "not supported")]
    [TestCase("a\n{% extends 'x' %}", 2, 4, "not supported")]
    [TestCase("{% import 'x' as y %}", 1, 4, "not supported")]
    [TestCase("{% for x in y recursive %}{% endfor %}", 1, 15, "macro")]
    [TestCase("{% do x %}", 1, 4, "Statements:")]
    [TestCase("{{ 1 }}\n  {{ x | urlize }}", 2, 10, "Filters:")]
    [TestCase("{{ x is escaped }}", 1, 9, "Tests:")]
    [TestCase("{{ lipsum() }}", 1, 4, "Functions:")]
    [TestCase("{% set x = %}", 1, 12, "expression")]
    [TestCase("{% break %}", 1, 4, "no loop")]
    [TestCase("ab {{ 1 + }}", 1, 11, "expression")]
    [TestCase("{{ 'abc }}", 1, 4, "not closed")]
    [TestCase("{{ ]", 1, 4, "closes nothing")]
    [TestCase("{# never", 1, 1, "#}")]
    [TestCase("\n\n {{ a.b.c }}", 3, 7, "undefined")]
    [TestCase("{{ ''.__class__.__mro__ }}", 1, 17, "undefined")]
    [TestCase("{{ '{0.__class__}'.format(1) }}", 1, 26, "Places")]
    [TestCase("{{ [].append(1) }}", 1, 13, "sandbox")]
    [TestCase("{% set ns.x = 1 %}", 1, 8, "namespace")]
    [TestCase("{{ '\\N{BULLET}' }}", 1, 5, "\\u")]
    public void Errors_have_their_place(string template, int line, int column, string expected)
    {
        var error = Assert.Throws<TemplateException>(() => Render(template))!;
        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Does.Contain(expected));
            Assert.That((error.Line, error.Column), Is.EqualTo((line, column)), error.Message);
        });
    }

    [Test]
    public void Refusal_of_the_template_is_told_apart()
    {
        var error = Assert.Throws<TemplateException>(() => Render("{{ raise_exception('No ' + 'thanks') }}"))!;
        Assert.That(error.IsRefusal, Is.True);
        Assert.That(error.Message, Does.Contain("No thanks"));
        Assert.That(Assert.Throws<TemplateException>(() => Render("{{ 1 / 0 }}"))!.IsRefusal, Is.False);
    }

    [Test]
    public void Time_is_written_as_strftime_does()
    {
        var text = JinjaTemplate.Parse("{{ strftime_now('%d %b %Y|%Y-%m-%d|%A %B %-d %e|%H:%M:%S %I %p %j %y%%') }}")
            .Render([], TemplateLimits.Default, new DateTime(2024, 7, 6, 15, 4, 5)).Value;
        Assert.That(text, Is.EqualTo("06 Jul 2024|2024-07-06|Saturday July 6  6|15:04:05 03 PM 188 24%"));
    }

    [Test]
    public void Damaged_templates_give_typed_errors_only()
    {
        var random = new Random(7);
        const string Alphabet = "{}%#-+ \n'\"()[]|.,:=~*/<>!abif for in set end 0123456789_\\";
        var source = ChatTemplate.Llama2.Source;
        for (var run = 0; run < 3000; run++)
        {
            var text = source.ToCharArray();
            for (var change = 0; change < 1 + run % 4; change++)
                text[random.Next(text.Length)] = Alphabet[random.Next(Alphabet.Length)];
            try
            {
                ChatTemplate.Parse(new string(text), "<s>", "</s>").Render(
                    [new ChatMessage("user", "a"), new ChatMessage("assistant", "b")], new() { Limits = Small });
            }
            catch (TemplateException)
            {
            }
        }
    }

    private static string Render(string template) => JinjaTemplate.Parse(template).Render([], Small, DateTime.UnixEpoch).Value;
}
