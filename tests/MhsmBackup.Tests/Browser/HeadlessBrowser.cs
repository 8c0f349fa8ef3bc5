using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MhsmBackup.Tests.Browser;

/// <summary>A headless Chromium in a process of its own, spoken to over its DevTools protocol. https://chromedevtools.github.io/devtools-protocol</summary>
internal sealed partial class HeadlessBrowser : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _profile;

    private HeadlessBrowser(Process process, string profile, DevTools devTools)
    {
        _process = process;
        _profile = profile;
        DevTools = devTools;
    }

    public DevTools DevTools { get; }

    public static async Task<HeadlessBrowser> StartAsync(Chromium chromium, CancellationToken cancellationToken)
    {
        string profile = Directory.CreateTempSubdirectory("mhsm-test-browser-").FullName;
        // The tests may run as root or in a container, where there is no sandbox; the page is their own.
        List<string> arguments =
        [
            chromium.IsOfPackage ? "--headless=shell" : "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--remote-debugging-port=0",
            "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-background-networking", "--disable-component-update",
            "--hide-scrollbars", "--font-render-hinting=none", $"--user-data-dir={profile}",
        ];
        var start = new ProcessStartInfo(chromium.Path) { RedirectStandardError = true, RedirectStandardOutput = true };
        if (chromium.IsOfPackage)
        {
            arguments.AddRange(["--no-zygote", "--single-process", "--in-process-gpu", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]);
            arguments.Remove("--disable-gpu");
            start.Environment["LD_LIBRARY_PATH"] = Path.Combine(chromium.Home!, "lib");
            start.Environment["FONTCONFIG_PATH"] = chromium.Home!;
        }

        arguments.Add("about:blank");
        arguments.ForEach(start.ArgumentList.Add);
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            Uri address = await AddressAsync(process, cancellationToken);
            return new HeadlessBrowser(process, profile, await DevTools.ConnectAsync(address, cancellationToken));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DevTools.DisposeAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A child may still be writing; the folder is in the temporary one.
        }
    }

    private static async Task<Uri> AddressAsync(Process process, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestStart);
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(patience.Token) is string line)
        {
            said.Add(line);
            if (Listening().Match(line) is not { Success: true } match) continue;
            // Read on, so that it never waits for a reader.
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new Uri(match.Groups["uri"].Value);
        }

        throw new InvalidOperationException("The browser has ended: " + string.Join('\n', said));
    }

    [GeneratedRegex("^DevTools listening on (?<uri>ws://.+)$")]
    private static partial Regex Listening();
}
