using System.Text.Json;
using Ingot.Text.Templates;

namespace Ingot.Text.Tests.Templates;

public class ChatTemplateTests
{
    private const string Plain = "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content }}\n{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";

    [Fact]
    public void Render_WritesTheConversation()
    {
        ChatTemplateInput input = new() { Messages = [new("user", "Hi"), new("assistant", "Hello")], BosToken = "<s>" };

        Assert.Equal("<s><user>Hi\n<assistant>Hello\n<assistant>", ChatTemplate.Parse(Plain).Render(input));
        Assert.Equal("<s><user>Hi\n<assistant>Hello\n", ChatTemplate.Parse(Plain).Render(input with { AddGenerationPrompt = false }));
    }

    [Fact]
    public void Render_LeavesAnAbsentBeginTokenUndefined() =>
        Assert.Equal("no", ChatTemplate.Parse("{{ 'yes' if bos_token is defined else 'no' }}").Render(new() { Messages = [] }));

    [Fact]
    public void Render_SeesEveryKeyOfAMessage_WhenItComesFromJson()
    {
        using JsonDocument json = JsonDocument.Parse("""{"role":"assistant","content":null,"tool_calls":[{"id":7}]}""");
        ChatMessage message = ChatMessage.FromJson(json.RootElement);

        Assert.Equal("assistant", message.Role);
        Assert.Equal("None 7", ChatTemplate.Parse("{{ messages[0].content }} {{ messages[0].tool_calls[0].id }}").Render(new() { Messages = [message] }));
    }

    [Fact]
    public void Render_TellsARefusalOfTheTemplateFromAFailure()
    {
        ChatTemplateInput input = new() { Messages = [] };

        Assert.True(Assert.Throws<TemplateException>(() => ChatTemplate.Parse("{{ raise_exception('No!') }}").Render(input)).RaisedByTemplate);
        Assert.False(Assert.Throws<TemplateException>(() => ChatTemplate.Parse("{{ 1 + 'a' }}").Render(input)).RaisedByTemplate);
    }

    [Fact]
    public void Render_NamesTheLineOfAnExpressionInsideAMacro()
    {
        ChatTemplate template = ChatTemplate.Parse("{% macro f(x) %}\n{{ x.y.z }}\n{% endmacro %}\n{{ f({}) }}");

        Assert.Equal(2, Assert.Throws<TemplateException>(() => template.Render(new() { Messages = [] })).Line);
    }

    [Fact]
    public void Render_LetsATemplateChangeItsOwnLists_WithoutTouchingTheInput()
    {
        ChatTemplate template = ChatTemplate.Parse("{% set _ = messages.append(1) %}{{ messages | length }}{{ messages.pop() }}{{ messages.pop(0).role }}");
        ChatTemplateInput input = new() { Messages = [new("user", "Hi")] };

        Assert.Equal("21user", template.Render(input));
        Assert.Equal("21user", template.Render(input));
    }

    [Theory]
    [InlineData("{\"role\":\"user\",\"content\":\"\\ud800\"}")]
    [InlineData("{\"role\":\"user\",\"content\":\"\",\"n\":99999999999999999999}")]
    public void Render_RefusesInputItCannotHold(string message)
    {
        using JsonDocument json = JsonDocument.Parse(message);
        ChatTemplateInput input = new() { Messages = [new ChatMessage("user", "") { Source = json.RootElement }] };

        Assert.Throws<TemplateException>(() => ChatTemplate.Parse(Plain).Render(input));
    }

    [Fact]
    public void Render_StopsAtEachLimit()
    {
        ChatTemplate template = ChatTemplate.Parse("{% for i in range(50) %}{{ 'abcdefghij' }}{% endfor %}");
        ChatTemplateInput input = new() { Messages = [] };

        Assert.Equal(500, template.Render(input).Length);
        foreach (TemplateLimits limits in new TemplateLimits[]
            { new() { MaxSteps = 60 }, new() { MaxLoopIterations = 40 }, new() { MaxDepth = 1 }, new() { MaxOutputCharacters = 499 }, new() { MaxTextCharacters = 499 } })
            Assert.Contains("allowed", Assert.Throws<TemplateException>(() => template.Render(input, limits)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Limits_MustBePositive(int value) => Assert.Throws<ArgumentOutOfRangeException>(() => new TemplateLimits { MaxDepth = value });
}
