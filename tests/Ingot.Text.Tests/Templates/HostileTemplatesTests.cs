using Ingot.Text.Templates;

namespace Ingot.Text.Tests.Templates;

/// <summary>A template comes with a downloaded model: whatever it tries, it ends in a typed error that says where and what to do.</summary>
public class HostileTemplatesTests
{
    public static TheoryData<string> Templates() =>
    [
        "{% for i in range(10**9) %}{% endfor %}",
        "{% for i in range(10**5) %}{% for j in range(10**5) %}{% endfor %}{% endfor %}",
        "{% set l = [1] %}{% for i in range(100) %}{% set _ = l.extend(l) %}{% endfor %}",
        "{{ 'a' * 10**12 }}",
        "{{ 10**9 * 'a' }}",
        "{{ [0] * 10**12 }}",
        "{% set ns = namespace(s='aaaaaaaa') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "{% set ns = namespace(s='aaaaaaaa') %}{% for i in range(60) %}{% set ns.s = ns.s.replace('a', ns.s) %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | tojson }}",
        "{% set ns = namespace(l=[1], m=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}",
        "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}",
        "{% set l = [] %}{% set _ = l.append(l) %}{{ l | tojson }}",
        "{% set l = [] %}{% set _ = l.append(l) %}{% set m = [] %}{% set _ = m.append(m) %}{{ l == m }}{{ l < m }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}",
        "{% for i in [[1]] recursive %}{{ loop([i]) }}{% endfor %}",
        "{% for i in range(100000) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' * 10 }}{% endfor %}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'a'.center(10**10) }}",
        "{{ 'a' | indent(10**10) }}",
        "{{ [1] | tojson(indent=10**10) }}",
        "{{ [1] | batch(10**9, 0) | list }}",
        "{{ [1] | slice(10**9) | list }}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{{ -9223372036854775807 - 2 }}",
        "{{ 99999999999999999999 }}",
        "{{ ''.__class__ }}",
        "{{ ''['__class__'] }}",
        "{{ [] | attr('__class__') }}",
        "{{ messages.__class__.__mro__ }}",
        "{{ [{}] | map(attribute='__class__') | list }}",
        "{% if true %}",
        "{% if",
        "{{ 'a",
        "{{ 1",
        "{# never",
        "{% raw %} x",
        "{% for %}{% endfor %}",
        "{% endfor %}",
        "{{ ) }}",
        "{{ 1 + }}",
        "{{ ; }}",
        "{% unknown %}",
        "{% break %}",
        "{% for i in 'a' %}{% macro m() %}{% continue %}{% endmacro %}{% endfor %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% set 1 = 2 %}",
        "{{ {[1]: 2} }}",
        "{{ '\\x4' }}",
    ];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Template_IsRefusedWithLineAndRemedy(string template) => AssertRefused("\n\n" + template);

    [Theory]
    [InlineData("{{ ", "(", "1", ")", " }}")]
    [InlineData("{{ ", "[", "1", "]", " }}")]
    [InlineData("{{ ", "{1:", "1", "}", " }}")]
    [InlineData("{{ ", "not ", "1", "", " }}")]
    [InlineData("{{ ", "-", "1", "", " }}")]
    [InlineData("{{ ", "1+", "1", "", " }}")]
    [InlineData("{{ ", "1 if 1 else ", "1", "", " }}")]
    [InlineData("{{ 1", "|abs", "", "", " }}")]
    [InlineData("{{ a", "[0", "", "]", " }}")]
    [InlineData("", "{% if 1 %}", "", "{% endif %}", "")]
    [InlineData("", "{% for a in 'a' %}", "", "{% endfor %}", "")]
    [InlineData("{% set ", "(", "a", ")", " = 1 %}")]
    public void DeepNesting_IsRefused(string before, string open, string middle, string close, string after) => AssertRefused(
        "\n\n" + before + string.Concat(Enumerable.Repeat(open, 50_000)) + middle + string.Concat(Enumerable.Repeat(close, 50_000)) + after);

    [Fact]
    public void RandomExpressions_RenderOrAreRefused()
    {
        string[] values = ["1", "-2", "0", "2.5", "'ab'", "''", "'%s'", "none", "true", "x", "[1, 2]", "(1,)", "{'a': 1}", "messages", "range(3)", "[[1]]", "('<'|safe)"];
        string[] names = ["strip", "split", "rsplit", "replace", "startswith", "find", "count", "join", "center", "zfill", "format", "partition", "rpartition",
            "removeprefix", "index", "get", "items", "keys", "update", "append", "extend", "insert", "pop", "copy", "splitlines", "a", "role"];
        string[] filters = ["default", "string", "safe", "e", "upper", "title", "trim", "replace", "indent", "center", "wordcount", "format", "truncate", "tojson",
            "int", "float", "abs", "round", "attr", "length", "first", "last", "list", "join", "reverse", "sort", "dictsort", "items", "unique", "groupby", "sum",
            "min", "max", "batch", "slice", "map", "select", "reject", "selectattr", "rejectattr"];
        string[] tests = ["defined", "odd", "even", "divisibleby", "eq", "lt", "in", "sameas", "upper", "filter", "test", "sequence", "none"];
        string[] operators = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "<", ">=", "in", "and", "or"];
        Random random = new(20260115);
        string Pick(string[] from) => from[random.Next(from.Length)];
        string Arguments(int depth) => string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Expression(depth - 1)));
        string Expression(int depth) => depth <= 0 ? Pick(values) : random.Next(7) switch
        {
            0 => $"({Expression(depth - 1)}).{Pick(names)}({Arguments(depth)})",
            1 or 2 => $"({Expression(depth - 1)}) | {Pick(filters)}({Arguments(depth)})",
            3 => $"({Expression(depth - 1)} is {Pick(tests)}({Arguments(depth)}))",
            4 => $"({Expression(depth - 1)} {Pick(operators)} {Expression(depth - 1)})",
            5 => $"({Expression(depth - 1)})[{Expression(depth - 1)}:{Expression(depth - 1)}:{Expression(depth - 1)}]",
            _ => $"({Expression(depth - 1)})[{Expression(depth - 1)}]",
        };

        int rendered = 0;
        for (int i = 0; i < 5_000; i++)
        {
            string template = "{{ " + Expression(1 + (i % 3)) + " }}";
            try
            {
                ChatTemplate.Parse(template).Render(new() { Messages = [new("user", "Hello")] });
                rendered++;
            }
            catch (TemplateException)
            {
                // Refused as it should be.
            }
            catch (Exception error)
            {
                Assert.Fail($"{template}\n{error}");
            }
        }
        Assert.InRange(rendered, 250, 4_750);
    }

    private static void AssertRefused(string template)
    {
        TemplateException error = Assert.Throws<TemplateException>(
            () => ChatTemplate.Parse(template).Render(new() { Messages = [new("user", "Hello")] }));
        Assert.Equal(3, error.Line);
        Assert.NotEmpty(error.Problem);
        Assert.NotEmpty(error.Remedy);
    }
}
