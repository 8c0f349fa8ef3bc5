using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MhsmBackup.Tests.Browser;

/// <summary>One page of a browser: what it asked the network for, what it complained of, and what it looks like.</summary>
internal sealed class BrowserPage
{
    private readonly DevTools _devTools;
    private readonly string _session;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private TaskCompletionSource _loaded = new();
    private int _width;

    private BrowserPage(DevTools devTools, string session)
    {
        _devTools = devTools;
        _session = session;
        devTools.Happened += OnEvent;
    }

    /// <summary>All that it asked for, the page itself with it.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>What stands in its console, and what its policy has blocked.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<BrowserPage> OpenAsync(HeadlessBrowser browser, Uri address)
    {
        JsonNode target = await browser.DevTools.SendAsync("Target.createTarget", new { url = "about:blank" }, null, Cancel);
        JsonNode attached = await browser.DevTools.SendAsync("Target.attachToTarget", new { targetId = target["targetId"]!.GetValue<string>(), flatten = true }, null, Cancel);
        var page = new BrowserPage(browser.DevTools, attached["sessionId"]!.GetValue<string>());
        foreach (string domain in new[] { "Page", "Network", "Log", "Runtime" }) await page.SendAsync(domain + ".enable");
        page._loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.SendAsync("Page.navigate", new { url = address.AbsoluteUri });
        await page._loaded.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        return page;
    }

    /// <summary>Shows the page on a screen of this width, or on paper, in one of the two colour schemes.</summary>
    public async Task ShowAsync(int width, string media, string scheme)
    {
        _width = width;
        await SendAsync("Emulation.setDeviceMetricsOverride", new { width, height = 800, deviceScaleFactor = 1, mobile = false });
        await SendAsync("Emulation.setEmulatedMedia", new { media, features = new[] { new { name = "prefers-color-scheme", value = scheme } } });
    }

    /// <summary>The value of an expression, which must be data.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode answer = await SendAsync("Runtime.evaluate", new { expression, returnByValue = true });
        return answer["exceptionDetails"] is JsonNode problem ? throw new InvalidOperationException(problem.ToJsonString()) : answer["result"]!["value"];
    }

    /// <summary>The whole page as a PNG.</summary>
    public async Task<byte[]> CaptureAsync()
    {
        int height = (await EvaluateAsync("document.scrollingElement.scrollHeight"))!.GetValue<int>();
        await SendAsync("Emulation.setDeviceMetricsOverride", new { width = _width, height, deviceScaleFactor = 1, mobile = false });
        JsonNode shot = await SendAsync("Page.captureScreenshot", new { format = "png" });
        return Convert.FromBase64String(shot["data"]!.GetValue<string>());
    }

    /// <summary>The page as it is printed, as a PDF.</summary>
    public async Task<byte[]> PrintAsync()
    {
        JsonNode paper = await SendAsync("Page.printToPDF", new { printBackground = false, preferCSSPageSize = true });
        return Convert.FromBase64String(paper["data"]!.GetValue<string>());
    }

    private Task<JsonNode> SendAsync(string method, object? parameters = null) => _devTools.SendAsync(method, parameters, _session, Cancel);

    private void OnEvent(string name, JsonNode parameters, string? session)
    {
        if (session != _session) return;
        switch (name)
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Network.requestWillBeSent":
                _requests.Enqueue(parameters["request"]!["url"]!.GetValue<string>());
                break;
            case "Log.entryAdded" or "Runtime.consoleAPICalled" or "Runtime.exceptionThrown":
                _complaints.Enqueue(parameters.ToJsonString());
                break;
        }
    }
}
