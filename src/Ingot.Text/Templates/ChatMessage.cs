using System.Text.Json;

namespace Ingot.Text.Templates;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks: <c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>, or what else the template knows.</param>
/// <param name="Content">What is said.</param>
public sealed record ChatMessage(string Role, string Content)
{
    /// <summary>
    /// The message with all its keys, such as <c>tool_calls</c> or content in parts; the template then sees exactly this.
    /// Null for a plain message.
    /// </summary>
    public JsonElement? Source { get; init; }

    /// <summary>A message as the chat APIs write it.</summary>
    /// <param name="message">A JSON object; its document must live as long as this message.</param>
    /// <exception cref="ArgumentException"><paramref name="message"/> is no object.</exception>
    public static ChatMessage FromJson(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw new ArgumentException("A chat message is a JSON object.", nameof(message));
        return new(TextOf(message, "role"), TextOf(message, "content")) { Source = message };
    }

    private static string TextOf(JsonElement message, string key) =>
        message.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
