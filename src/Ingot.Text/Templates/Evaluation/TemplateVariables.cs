using System.Text.Json;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>The names a chat template starts with.</summary>
internal static class TemplateVariables
{
    public static void Define(Scope scope, ChatTemplateInput input)
    {
        scope.Set("messages", new ListValue([.. input.Messages.Select(Message)]));
        scope.Set("tools", Optional(input.Tools));
        scope.Set("documents", Optional(input.Documents));
        scope.Set("add_generation_prompt", BooleanValue.Of(input.AddGenerationPrompt));
        foreach ((string name, string text) in input.SpecialTokens)
            scope.Set(name, new StringValue(text));
        if (input.BosToken is not null)
            scope.Set("bos_token", new StringValue(input.BosToken));
        if (input.EosToken is not null)
            scope.Set("eos_token", new StringValue(input.EosToken));
        foreach ((string name, JsonElement value) in input.Variables)
            scope.Set(name, JsonValues.Read(value));
    }

    private static Value Optional(JsonElement? json) => json is JsonElement element ? JsonValues.Read(element) : NoneValue.Instance;

    private static Value Message(ChatMessage message)
    {
        if (message.Source is JsonElement source)
            return JsonValues.Read(source);
        DictValue dict = new();
        dict.Set("role", new StringValue(message.Role));
        dict.Set("content", new StringValue(message.Content));
        return dict;
    }
}
