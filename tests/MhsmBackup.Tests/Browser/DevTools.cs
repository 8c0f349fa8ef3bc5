using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MhsmBackup.Tests.Browser;

/// <summary>One connection of the DevTools protocol: commands, their answers, and events.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _sending = new(1);
    private Task _reading = Task.CompletedTask;
    private int _last;

    private DevTools()
    {
    }

    /// <summary>An event: its name, its parameters and the session that it is of.</summary>
    public event Action<string, JsonNode, string?>? Happened;

    public static async Task<DevTools> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var devTools = new DevTools();
        await devTools._socket.ConnectAsync(address, cancellationToken);
        devTools._reading = devTools.ReadAsync();
        return devTools;
    }

    public async Task<JsonNode> SendAsync(string method, object? parameters, string? session, CancellationToken cancellationToken)
    {
        int id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = JsonSerializer.SerializeToNode(parameters ?? new { }) };
        if (session is not null) message["sessionId"] = session;
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }

        JsonNode reply = await answer.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return reply["error"] is JsonNode error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : reply["result"]!;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading;
        _socket.Dispose();
        _closing.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(), _closing.Token);
                if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException("The browser has closed the connection.");
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                Dispatch(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            foreach (TaskCompletionSource<JsonNode> waiting in _waiting.Values) waiting.TrySetException(e);
        }
    }

    private void Dispatch(JsonNode message)
    {
        if (message["id"] is JsonNode id)
        {
            if (_waiting.TryRemove(id.GetValue<int>(), out TaskCompletionSource<JsonNode>? waiting)) waiting.TrySetResult(message);
        }
        else
        {
            Happened?.Invoke(message["method"]!.GetValue<string>(), message["params"]!, message["sessionId"]?.GetValue<string>());
        }
    }
}
