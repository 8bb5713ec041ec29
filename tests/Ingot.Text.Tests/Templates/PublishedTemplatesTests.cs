using System.Text.Json;
using Ingot.Text.Templates;

namespace Ingot.Text.Tests.Templates;

/// <summary>Templates of published models give the text that transformers gives, and fail where it fails.</summary>
public class PublishedTemplatesTests
{
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        if (TestFiles.Reference("golden", "chat-templates", "expected.json") is not string path)
            return new() { { "", "" } };
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        foreach (JsonProperty template in document.RootElement.GetProperty("expected").EnumerateObject())
            foreach (JsonProperty conversation in template.Value.EnumerateObject())
                cases.Add(template.Name, conversation.Name);
        return cases;
    }

    [ReferenceTheory("golden", "chat-templates")]
    [MemberData(nameof(Cases))]
    public void Render_GivesTheReferencesText(string template, string conversation)
    {
        string folder = TestFiles.Reference("golden", "chat-templates")!;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        JsonElement root = document.RootElement, given = root.GetProperty("cases").GetProperty(conversation);
        ChatTemplateInput input = new()
        {
            Messages = [.. given.GetProperty("messages").EnumerateArray().Select(ChatMessage.FromJson)],
            Tools = given.TryGetProperty("tools", out JsonElement tools) ? tools : null,
            AddGenerationPrompt = !given.TryGetProperty("add_generation_prompt", out JsonElement prompt) || prompt.GetBoolean(),
            BosToken = root.GetProperty("bos_token").GetString(),
            EosToken = root.GetProperty("eos_token").GetString(),
            Clock = new FixedClock(root.GetProperty("now").GetDateTime()),
        };
        string Render() => ChatTemplate.Parse(File.ReadAllText(Path.Combine(folder, template))).Render(input);

        JsonElement expected = root.GetProperty("expected").GetProperty(template).GetProperty(conversation);
        if (expected.TryGetProperty("text", out JsonElement text))
            Assert.Equal(text.GetString(), Render());
        else if (expected.GetProperty("error").GetString()!.Contains("'append'", StringComparison.Ordinal))
            Assert.NotEmpty(Render()); // the reference's sandbox refuses a list's own append; we do not
        else
            Assert.Throws<TemplateException>(Render);
    }
}
