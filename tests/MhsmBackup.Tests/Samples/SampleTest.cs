using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;
using MhsmBackup.Tests.Storage;
using YamlDotNet.RepresentationModel;

namespace MhsmBackup.Tests.Samples;

/// <summary>
/// A sample, run as it is written on the emulator and real storage, but for the names of HSMs and containers. What a sample
/// uses of PowerShell's own modules stands in: the engine that the tests have comes without them.
/// </summary>
public abstract class SampleTest(SecureStorageFixture fixture) : SecureStorageTest(fixture)
{
    private const string StandIns =
        """
        function Install-Module([string] $Name, [string] $Scope, [switch] $Force) { if ($Name -ne 'MhsmBackup') { throw $Name } }
        function Write-Host([string] $Object) { $hostLines.Add($Object) }
        function Write-Warning([string] $Message) { $hostLines.Add($Message) }
        function ConvertTo-Json($InputObject) { $asJson.Invoke($InputObject) }
        function Invoke-RestMethod {
            [CmdletBinding()] param([string] $Method, [string] $Uri, [string] $InFile, [hashtable] $Headers = @{}, [string] $Body, [string] $ContentType)
            try { $send.Invoke($Method, $Uri, $InFile, $Headers, $Body, $ContentType) } catch { throw $_.Exception.InnerException.Message }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mhsm-test-").FullName;

    /// <summary>What was written with Write-Host and Write-Warning.</summary>
    internal List<string> HostLines { get; } = [];

    /// <summary>What was sent to a webhook.</summary>
    internal List<(string Uri, JsonElement Body)> Alerts { get; } = [];

    internal string Report => Path.Combine(_folder, "hsm-backups.html");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Fixture.Hsm.Keys.Create("payroll");
        Run("Disconnect-Mhsm");
        Session.Set("hostLines", HostLines);
        Session.Set("asJson", (Func<System.Collections.Hashtable, string>)(table => JsonSerializer.Serialize(table.Keys.Cast<string>().ToDictionary(key => key, key => table[key]!.ToString()))));
        Session.Set("send", (Action<string, string, string, System.Collections.Hashtable, string, string>)Send);
        Run(StandIns);
    }

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsync();
    }

    internal static string PathOf(string sample) => SourceTree.PathOf("samples", sample);

    internal static YamlMappingNode Load(string sample)
    {
        using StreamReader text = File.OpenText(PathOf(sample));
        var yaml = new YamlStream();
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    /// <summary>A file with the certificate of <see cref="SecureStorageFixture.Workflow"/> and its key.</summary>
    internal string NewCertificateFile() => NewFile("certificate.pem", $"{SecureStorageFixture.Certificate.ExportCertificatePem()}\n{SecureStorageFixture.Certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");

    internal string NewFile(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    internal static void AssertOneBackup(SessionResult result) =>
        Assert.Equal(MhsmJobStatus.Succeeded, Assert.Single(result.Output.Select(item => item.BaseObject).OfType<MhsmJob>(), job => job.Operation == MhsmOperation.Backup).Status);

    /// <summary>Twenty days of backups, of which the fourteen newest, and the newest of each week and month, are to stay.</summary>
    internal async Task AddOldBackupsAsync()
    {
        for (int day = 1; day <= 20; day++) await Folders.AddAsync(TestContainerAddress.FolderOf("contoso-hsm", DateTime.UtcNow.AddDays(-day)));
        Fixture.Hsm.Keys.Create("payroll");
    }

    private void Send(string method, string uri, string inFile, System.Collections.Hashtable headers, string body, string contentType)
    {
        if (method == "Post")
        {
            if (uri.Contains("away", StringComparison.Ordinal)) throw new HttpRequestException("No such host: " + uri);
            Alerts.Add((uri, JsonDocument.Parse(body).RootElement));
            return;
        }

        using var client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => Fixture.Emulator.Vouches(certificate!) });
        using var request = new HttpRequestMessage(new HttpMethod(method), uri) { Content = new StringContent(File.ReadAllText(inFile), Encoding.UTF8) };
        request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);
        foreach (string name in headers.Keys) request.Headers.Add(name, (string)headers[name]!);
        client.Send(request, Cancel).EnsureSuccessStatusCode();
    }
}
