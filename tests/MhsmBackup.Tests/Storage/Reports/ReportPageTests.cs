using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using MhsmBackup.Tests.Browser;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage.Reports;

/// <summary>A report on real blobs, opened in a real browser. Its pictures are left in the output folder, in report-pages.</summary>
public sealed partial class ReportPageTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    // The contrast of each text with what is behind it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    private const string Contrasts =
        """
        (() => {
          const parse = text => (text.match(/[\d.]+/g) || []).map(Number);
          const light = rgb => { const [r, g, b] = rgb.slice(0, 3).map(c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const behind = element => {
            for (let at = element; at; at = at.parentElement) {
              const fill = at.namespaceURI.endsWith('svg') && at !== element ? null : getComputedStyle(at).backgroundColor;
              const rgb = fill ? parse(fill) : [];
              if (rgb.length >= 3 && (rgb.length < 4 || rgb[3] > 0)) return rgb;
            }
            return [255, 255, 255];
          };
          const out = [];
          for (const element of document.querySelectorAll('h1,h2,h3,p,dt,dd,th,td,li,a,span,strong,caption,figcaption,svg text')) {
            if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
            const isDrawn = element.tagName === 'text', style = getComputedStyle(element);
            const a = light(parse(isDrawn ? style.fill : style.color)), b = light(behind(element));
            out.push({ text: element.tagName + '.' + element.getAttribute('class') + ': ' + element.textContent.trim().slice(0, 30), ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) });
          }
          return out;
        })()
        """;

    private static readonly (int Width, string Media, string Scheme)[] Views =
    [
        (360, "screen", "light"), (360, "screen", "dark"), (1280, "screen", "light"), (1280, "screen", "dark"), (1600, "screen", "light"),
        (800, "print", "light"), (800, "print", "dark"),
    ];

    [Fact]
    public async Task It_can_be_read_on_every_screen_and_on_paper_asks_for_nothing_and_complains_of_nothing()
    {
        await using HeadlessBrowser browser = await StartBrowserAsync();
        Uri address = await ExportAsync();
        BrowserPage page = await BrowserPage.OpenAsync(browser, address);
        foreach ((int width, string media, string scheme) in Views) await LookAsync(page, width, media, scheme);

        byte[] paper = await page.PrintAsync();
        await File.WriteAllBytesAsync(OutputPath("print.pdf"), paper, Cancel);
        Assert.InRange(PaperPage().Count(Encoding.Latin1.GetString(paper)), 2, 6);
        Assert.Equal([address.AbsoluteUri], page.Requests);
        Assert.Empty(page.Complaints);
    }

    private static async Task LookAsync(BrowserPage page, int width, string media, string scheme)
    {
        await page.ShowAsync(width, media, scheme);
        Assert.True((await page.EvaluateAsync("document.scrollingElement.scrollWidth <= innerWidth"))!.GetValue<bool>(), $"It is wider than {width}.");
        JsonArray contrasts = (await page.EvaluateAsync(Contrasts))!.AsArray();
        Assert.True(contrasts.Count > 40, $"{contrasts.Count} texts");
        Assert.All(contrasts, each => Assert.True(each!["ratio"]!.GetValue<double>() >= 4.5, $"{width} {media} {scheme}: {each.ToJsonString()}"));

        // The verdicts are told by shape as well, and the shapes are drawn.
        Assert.Equal(8 + 3, (await page.EvaluateAsync("[...document.querySelectorAll('.shape')].filter(shape => shape.getBoundingClientRect().width >= 12).length"))!.GetValue<int>());
        if (media == "print") Assert.True((await page.EvaluateAsync("[...document.querySelectorAll('article, tr')].every(part => getComputedStyle(part).breakInside === 'avoid')"))!.GetValue<bool>());

        byte[] picture = await page.CaptureAsync();
        await File.WriteAllBytesAsync(OutputPath($"{width}-{media}-{scheme}.png"), picture, Cancel);
        PngImage image = PngImage.Read(picture);
        Assert.Equal(width, image.Width);
        Assert.True(image.Height > 1000, $"{image.Height} pixels high");
        Assert.True(image.Pixels.Distinct().Count() > 50, "It is all but blank.");
        int background = image.Pixels[0];
        bool isDark = (background & 0xff) < 0x40;
        Assert.Equal(media == "screen" && scheme == "dark", isDark);
        Assert.InRange(image.Pixels.Count(pixel => pixel != background), image.Pixels.Length / 50, image.Pixels.Length);
    }

    private static async Task<HeadlessBrowser> StartBrowserAsync()
    {
        Chromium? chromium = await Chromium.FindAsync(Cancel);
        if (chromium is null) Assert.Skip("not run: no Chromium");
        return await HeadlessBrowser.StartAsync(chromium, Cancel);
    }

    private static string OutputPath(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "report-pages")).FullName, name);

    // Three HSMs in storage, and a fourth that has nothing there.
    private async Task<Uri> ExportAsync()
    {
        DateTime now = DateTime.UtcNow;
        IEnumerable<Task> uploads =
        [
            .. Enumerable.Range(0, 60).Where(day => day % 19 != 7).Select(day => UploadAsync("contoso-hsm", now.AddDays(-day).AddHours(-2), "data", 3000 + (day * 17 % 400))),
            .. Enumerable.Range(0, 3).Select(hour => UploadAsync("contoso-hsm", now.AddDays(-4).AddHours(-3 - hour), "data", 3100)),
            UploadAsync("contoso-hsm", now.AddDays(-7), "part-0001.bin", 900),
            .. Enumerable.Range(4, 20).Select(day => UploadAsync("hsm-eu", now.AddDays(-day * 2), "data", 5000 + (day * 100))),
            UploadAsync("hsm-that-never-finished", now.AddDays(-1), "part-0001.bin", 900),
        ];
        await Task.WhenAll(uploads);

        string file = OutputPath("report.html");
        Session.Set("storageSas", Container.Sas("rl"));
        Session.Set("file", file);
        Run("Get-MhsmBackup $container -SasToken $storageSas | Export-MhsmReport $file -HsmName contoso-hsm-dr -RecoveryPointObjective 1.02:00:00");
        return new Uri(file);
    }

    private async Task UploadAsync(string hsm, DateTime time, string blob, int size)
    {
        BlobClient client = Container.Client.GetBlobClient(FormattableString.Invariant($"mhsm-{hsm}-{time:yyyyMMddHHmmssff}/{blob}"));
        await client.UploadAsync(BinaryData.FromBytes(new byte[size]), Cancel);
    }

    [GeneratedRegex("/Type /Page\\b")]
    private static partial Regex PaperPage();
}
