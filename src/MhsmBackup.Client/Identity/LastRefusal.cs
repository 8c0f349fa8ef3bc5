using System.Text.Json;

namespace MhsmBackup.Identity;

/// <summary>Keeps what an endpoint said when it last refused: the libraries in between know only some forms of it.</summary>
internal sealed class LastRefusal
{
    private const int Most = 1000;

    private static readonly string[] Members = ["error_description", "message", "Message"];

    /// <summary>The words; null when nobody has refused.</summary>
    public string? Words { get; private set; }

    /// <summary>Whether they have the form of an endpoint of Azure, not that of a gateway or a portal in between.</summary>
    public bool IsOfAzure { get; private set; }

    /// <summary>A handler that listens to answers and passes them on.</summary>
    public HttpMessageHandler Listen(HttpMessageHandler inner) => new Listener(this, inner);

    private void Read(string body)
    {
        string text = body.Trim();
        string? message = MessageIn(text);
        IsOfAzure = message is not null;
        Words = message ?? (text.Length == 0 ? null : text.Length <= Most ? text : text.Substring(0, Most) + "...");
    }

    // Azure Automation says {"Message": …}, App Service {"message": …}, the metadata service {"error_description": …}, Cloud Shell {"error": {"message": …}}.
    private static string? MessageIn(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object) root = error;
            string? name = Members.FirstOrDefault(member => root.TryGetProperty(member, out JsonElement words) && words.ValueKind == JsonValueKind.String);
            return name is null ? null : root.GetProperty(name).GetString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class Listener(LastRefusal refusal, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            refusal.Read(string.Empty);
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode || answer.Content is null) return answer;
            await answer.Content.LoadIntoBufferAsync().ConfigureAwait(false);
#if NETFRAMEWORK
            string body = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
#else
            string body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
#endif
            refusal.Read(body);
            return answer;
        }
    }
}
