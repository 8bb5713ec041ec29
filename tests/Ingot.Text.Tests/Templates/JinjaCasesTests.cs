using System.Text.Json;
using Ingot.Text.Templates;

namespace Ingot.Text.Tests.Templates;

/// <summary>
/// One small template per construct, filter, test and method; <c>jinja-cases.json</c> says what the real Jinja makes of each, with
/// transformers' settings.
/// </summary>
public class JinjaCasesTests
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllText(TestFiles.InRepository("tests", "Ingot.Text.Tests", "Templates", "jinja-cases.json"))).RootElement;

    public static TheoryData<string> Templates() =>
        [.. Root.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("template").GetString()!)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Render_GivesJinjasText(string template)
    {
        JsonElement expected = Root.GetProperty("cases").EnumerateArray().First(c => c.GetProperty("template").GetString() == template);
        ChatTemplateInput input = new()
        {
            Messages = [],
            Variables = Root.GetProperty("variables").EnumerateObject().ToDictionary(v => v.Name, v => v.Value),
            Clock = new FixedClock(Root.GetProperty("now").GetDateTime()),
        };
        string Render() => ChatTemplate.Parse(template).Render(input);

        if (expected.TryGetProperty("text", out JsonElement text))
            Assert.Equal(text.GetString(), Render());
        else
            Assert.Throws<TemplateException>(Render);
    }
}
