using System.Diagnostics.Tracing;
using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Tests.Cmdlets;

/// <summary>Runs alone: its network listener hears the whole process.</summary>
[CollectionDefinition(nameof(BadInputs), DisableParallelization = true)]
public sealed class BadInputs;

/// <summary>Bad input gets its ErrorId, before any network call, and shows no secret.</summary>
[Collection(nameof(BadInputs))]
public sealed class BadInputTests : IDisposable
{
    private const string Secret = "c2VjcmV0LXNpZ25hdHVyZQ";
    private const string Good = "https://contosobackup.blob.core.windows.net/hsm";
    private const string Folder = "mhsm-contoso-hsm-2026112316180860";

    // A host that must not be called: no name resolution, no connection, no request.
    private const string Hsm = "https://contoso-hsm.localhost:9";

    private readonly PowerShellSession _session = PowerShellSession.Open(module: ModulePath.Find());

    public static TheoryData<string, string> Inputs { get; } = new()
    {
        // HSM names
        { Backup("''"), "ParameterArgumentValidationError" },
        { Backup("'ab'"), MhsmErrorId.InvalidHsmName },
        { Backup("'a-name-that-is-longer-than-24'"), MhsmErrorId.InvalidHsmName },
        { Backup("'1contoso'"), MhsmErrorId.InvalidHsmName },
        { Backup("'contoso-'"), MhsmErrorId.InvalidHsmName },
        { Backup("'contoso--hsm'"), MhsmErrorId.InvalidHsmName },
        { Backup("'contoso_hsm'"), MhsmErrorId.InvalidHsmName },
        { Backup("'contoso.hsm'"), MhsmErrorId.InvalidHsmName },
        { Backup("'contoso hsm'"), MhsmErrorId.InvalidHsmName },
        { Backup("'contoso*'"), MhsmErrorId.InvalidHsmName },
        { Backup("'cöntoso'"), MhsmErrorId.InvalidHsmName },

        // HSM URLs
        { Backup("'http://contoso-hsm.managedhsm.azure.net'"), MhsmErrorId.InvalidHsmUri },
        { Backup("'ftp://contoso-hsm.managedhsm.azure.net'"), MhsmErrorId.InvalidHsmUri },
        { Backup("'https://contoso-hsm.managedhsm.azure.net/backup'"), MhsmErrorId.InvalidHsmUri },
        { Backup("'https://contoso-hsm.managedhsm.azure.net/?api-version=7.6'"), MhsmErrorId.InvalidHsmUri },
        { Backup("'https://contoso-hsm.managedhsm.azure.net/#a'"), MhsmErrorId.InvalidHsmUri },
        { Backup($"'https://user:{Secret}@contoso-hsm.managedhsm.azure.net'"), MhsmErrorId.InvalidHsmUri },
        { Backup("'https://contoso-hsm.managedhsm.azure.net:8443'"), MhsmErrorId.InvalidHsmUri },
        { Backup("'https://'"), MhsmErrorId.InvalidHsmUri },
        { Backup("'//contoso-hsm.managedhsm.azure.net'"), MhsmErrorId.InvalidHsmUri },
        { Backup("'https://a.b.managedhsm.azure.net'"), MhsmErrorId.InvalidHsmName },
        { Backup("'https://x.managedhsm.azure.net'"), MhsmErrorId.InvalidHsmName },

        // Containers by URI
        { Into("'hsm'"), MhsmErrorId.InvalidContainerUri },
        { Into("'http://contosobackup.blob.core.windows.net/hsm'"), MhsmErrorId.InvalidContainerUri },
        { Into("'file:///c:/hsm'"), MhsmErrorId.InvalidContainerUri },
        { Into("'https://contosobackup.blob.core.windows.net'"), MhsmErrorId.InvalidContainerUri },
        { Into("'https://contosobackup.blob.core.windows.net/'"), MhsmErrorId.InvalidContainerUri },
        { Into($"'https://user:{Secret}@contosobackup.blob.core.windows.net/hsm'"), MhsmErrorId.InvalidContainerUri },
        { Into("'https://contosobackup.blob.core.windows.net/hsm#x'"), MhsmErrorId.InvalidContainerUri },
        { Into("'https://contosobackup.file.core.windows.net/hsm'"), MhsmErrorId.InvalidContainerUri },
        { Into("'https://contosobackup.queue.core.windows.net/hsm'"), MhsmErrorId.InvalidContainerUri },
        { Into("'https://contosobackup.dfs.core.windows.net/hsm'"), MhsmErrorId.InvalidContainerUri },
        { Into("'https://contoso-hsm.managedhsm.azure.net/hsm'"), MhsmErrorId.InvalidContainerUri },
        { Into("'https://Contoso_Backup.blob.core.windows.net/hsm'"), MhsmErrorId.InvalidContainerUri },
        { Into("'http://127.0.0.1:10000/account'"), MhsmErrorId.InvalidContainerUri },
        { Into("'https://contosobackup.blob.core.windows.net/HSM'"), MhsmErrorId.InvalidContainerName },
        { Into("'https://contosobackup.blob.core.windows.net/a'"), MhsmErrorId.InvalidContainerName },
        { Into("'https://contosobackup.blob.core.windows.net/a--b'"), MhsmErrorId.InvalidContainerName },
        { Into("'https://contosobackup.blob.core.windows.net/%2e%2e%2fhsm'"), MhsmErrorId.InvalidContainerName },
        { Into($"'{Good}/a//b'"), MhsmErrorId.InvalidBackupFolder },
        { Into($"'{Good}/{Folder}'"), MhsmErrorId.InvalidContainerUri },

        // Containers by name
        { Named("'Contoso'", "'hsm'"), MhsmErrorId.InvalidStorageAccountName },
        { Named("'ab'", "'hsm'"), MhsmErrorId.InvalidStorageAccountName },
        { Named("'contoso-backup'", "'hsm'"), MhsmErrorId.InvalidStorageAccountName },
        { Named("'https://contosobackup.blob.core.windows.net'", "'hsm'"), MhsmErrorId.InvalidStorageAccountName },
        { Named("'contosobackup'", "'HSM'"), MhsmErrorId.InvalidContainerName },
        { Named("'contosobackup'", "'-hsm'"), MhsmErrorId.InvalidContainerName },
        { Named("'contosobackup'", "'hsm/sub'"), MhsmErrorId.InvalidContainerName },
        { Named("'contosobackup'", "'hs'"), MhsmErrorId.InvalidContainerName },

        // SAS tokens
        { WithSas("?"), MhsmErrorId.InvalidSasToken },
        { WithSas("just words"), MhsmErrorId.InvalidSasToken },
        { WithSas("nonsense"), MhsmErrorId.InvalidSasToken },
        { WithSas($"https://contosobackup.blob.core.windows.net/hsm?sv=1&sig={Secret}"), MhsmErrorId.InvalidSasToken },
        { WithSas($"DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey={Secret}"), MhsmErrorId.InvalidSasToken },
        { WithSas("sv=2025-01-05&sr=c&sp=crdw&se=2099-01-01"), MhsmErrorId.InvalidSasToken },
        { WithSas($"sr=c&sp=crdw&se=2099-01-01&sig={Secret}"), MhsmErrorId.InvalidSasToken },
        { WithSas($"sv=2025-01-05&sr=c&sp=crdw&se=tomorrow&sig={Secret}"), MhsmErrorId.InvalidSasToken },
        { WithSas($"sv=2025-01-05&sr=c&sp=crdw&sig={Secret}"), MhsmErrorId.InvalidSasToken },
        { WithSas($"sv=2025-01-05&sr=c&se=2099-01-01&sig={Secret}"), MhsmErrorId.InvalidSasToken },
        { WithSas($"sv=2025-01-05&sr=c&sp=crdw&sp=rl&se=2099-01-01&sig={Secret}"), MhsmErrorId.InvalidSasToken },
        { WithSas($"sv=2025-01-05&sr=c&sp=rl&se=2099-01-01&sig={Secret}"), MhsmErrorId.SasTokenLacksPermission },
        { WithSas($"sv=2025-01-05&sr=c&sp=crw&se=2099-01-01&sig={Secret}"), MhsmErrorId.SasTokenLacksPermission },
        { WithSas($"sv=2025-01-05&sr=c&sp=crdw&se=2020-01-01T00:00:00Z&sig={Secret}"), MhsmErrorId.SasTokenExpired },
        { WithSas($"sv=2025-01-05&sr=c&sp=crdw&st=2098-01-01&se=2099-01-01&sig={Secret}"), MhsmErrorId.SasTokenNotYetValid },
        { WithSas($"sv=2025-01-05&sr=c&sp=crdw&spr=http&se=2099-01-01&sig={Secret}"), MhsmErrorId.SasTokenProtocol },
        { WithSas($"sv=2025-01-05&sr=b&sp=crdw&se=2099-01-01&sig={Secret}"), MhsmErrorId.SasTokenForOtherResource },
        { WithSas($"sv=2025-01-05&sr=d&sdd=1&sp=crdw&se=2099-01-01&sig={Secret}"), MhsmErrorId.SasTokenForOtherResource },
        { WithSas($"sv=2025-01-05&ss=q&srt=sco&sp=crdw&se=2099-01-01&sig={Secret}"), MhsmErrorId.SasTokenForOtherResource },
        { WithSas($"sv=2025-01-05&ss=b&srt=c&sp=crdw&se=2099-01-01&sig={Secret}"), MhsmErrorId.SasTokenForOtherResource },
        { WithSas($"sv=2025-01-05&sp=crdw&se=2099-01-01&sig={Secret}"), MhsmErrorId.SasTokenForOtherResource },
        { $"Start-MhsmBackup {Hsm} -ContainerUri http://127.0.0.1:10000/account/hsm -SasToken 'sv=2025-01-05&sr=c&spr=https&sp=crdw&se=2099-01-01&sig={Secret}'", MhsmErrorId.SasTokenProtocol },
        { $"Start-MhsmBackup {Hsm} -ContainerUri {Good}", MhsmErrorId.StorageAccessMissing },
        { $"Start-MhsmBackup {Hsm} -ContainerUri '{Good}?{GoodSas()}' -SasToken '{GoodSas()}'", MhsmErrorId.StorageAccessConflict },
        { $"Start-MhsmBackup {Hsm} -ContainerUri '{Good}?{GoodSas()}' -UseManagedIdentity", MhsmErrorId.StorageAccessConflict },
        { $"Start-MhsmBackup {Hsm} -ContainerUri '{Good}?sv=1&comp=list'", MhsmErrorId.InvalidSasToken },
        { $"Start-MhsmBackup {Hsm} -ContainerUri {Good} -SasToken '{GoodSas()}' -UseManagedIdentity", "AmbiguousParameterSet" },

        // Folders
        { From("''"), "ParameterArgumentValidationErrorEmptyStringNotAllowed" },
        { From("'/'"), MhsmErrorId.InvalidBackupFolder },
        { From("'../other'"), MhsmErrorId.InvalidBackupFolder },
        { From("'a//b'"), MhsmErrorId.InvalidBackupFolder },
        { From("'a\\b'"), MhsmErrorId.InvalidBackupFolder },
        { From($"'{Folder}?sig={Secret}'"), MhsmErrorId.InvalidBackupFolder },
        { From($"'{Good}/{Folder}'"), MhsmErrorId.InvalidBackupFolder },
        { From("\"a`tb\""), MhsmErrorId.InvalidBackupFolder },
        { From("('x' * 1100)"), MhsmErrorId.InvalidBackupFolder },
        { $"Start-MhsmRestore {Hsm} -ContainerUri {Good} -SasToken '{GoodSas("rl")}' -Force", MhsmErrorId.BackupFolderMissing },
        { $"Start-MhsmRestore {Hsm} -ContainerUri {Good}/{Folder} -BackupFolder other -SasToken '{GoodSas("rl")}' -Force", MhsmErrorId.BackupFolderConflict },
        { $"Start-MhsmRestore {Hsm} -ContainerUri {Good}/{Folder} -SasToken '{GoodSas()}' -Force", MhsmErrorId.SasTokenLacksPermission },

        // Keys
        { Key("'rsa_key'"), MhsmErrorId.InvalidKeyName },
        { Key("'app-*'"), MhsmErrorId.InvalidKeyName },
        { Key("'keys/rsa'"), MhsmErrorId.InvalidKeyName },
        { Key("('k' * 128)"), MhsmErrorId.InvalidKeyName },

        // Jobs
        { $"Get-MhsmJob -HsmName {Hsm} -JobId 123 -Operation Backup", MhsmErrorId.InvalidJobId },
        { $"Get-MhsmJob -HsmName {Hsm} -JobId 'zz9e342c12844c3f96f44e5c67cbd92d' -Operation Backup", MhsmErrorId.InvalidJobId },
        { $"Get-MhsmJob -HsmName {Hsm} -JobId '../../keys/a' -Operation Backup", MhsmErrorId.InvalidJobId },
        { $"Get-MhsmJob -HsmName {Hsm} -JobId 4c9e342c12844c3f96f44e5c67cbd92d -Operation Upgrade", "CannotConvertArgumentNoMessage" },
        { "Get-MhsmJob -HsmName no_name -JobId 4c9e342c12844c3f96f44e5c67cbd92d -Operation Backup", MhsmErrorId.InvalidHsmName },
        { "'a text' | Wait-MhsmJob", MhsmErrorId.InvalidJob },
        { "1 | Wait-MhsmJob", MhsmErrorId.InvalidJob },
        { "@{ JobId = '4c9e342c12844c3f96f44e5c67cbd92d'; Operation = 'Backup' } | Wait-MhsmJob", MhsmErrorId.InvalidJob },
        { $"@{{ HsmUri = '{Hsm}'; JobId = '4c9e342c12844c3f96f44e5c67cbd92d' }} | Get-MhsmJob", MhsmErrorId.InvalidJob },
        { $"@{{ HsmUri = '{Hsm}'; JobId = '4c9e342c12844c3f96f44e5c67cbd92d'; Operation = 99 }} | Get-MhsmJob", MhsmErrorId.InvalidJob },
        { $"@{{ HsmUri = '{Hsm}'; Operation = 'Backup' }} | Get-MhsmJob", MhsmErrorId.InvalidJobId },
        { "@() | Wait-MhsmJob -Timeout 0", MhsmErrorId.InvalidDuration },
        { "@() | Wait-MhsmJob -Timeout -5", MhsmErrorId.InvalidDuration },
        { "@() | Wait-MhsmJob -PollInterval 0.001", MhsmErrorId.InvalidDuration },
        { "@() | Wait-MhsmJob -PollInterval 60.00:00:00", MhsmErrorId.InvalidDuration },

        // Tokens and versions
        { Backup(Hsm) + " -AccessToken ''", MhsmErrorId.InvalidAccessToken },
        { Backup(Hsm) + $" -AccessToken '{Secret} and more'", MhsmErrorId.InvalidAccessToken },
        { Backup(Hsm) + $" -AccessToken '{Jwt("https://managedhsm.azure.net", expired: true)}'", MhsmErrorId.AccessTokenExpired },
        { Backup(Hsm) + $" -AccessToken '{Jwt("https://vault.azure.net")}'", MhsmErrorId.AccessTokenForOtherResource },
        { Backup(Hsm) + $" -AccessToken '{Jwt("https://management.azure.com/")}'", MhsmErrorId.AccessTokenForOtherResource },
        { Backup(Hsm) + " -ApiVersion 7.1", MhsmErrorId.InvalidApiVersion },
        { Backup(Hsm) + " -ApiVersion latest", MhsmErrorId.InvalidApiVersion },
        { Backup(Hsm) + " -ApiVersion '7.6&x=1'", MhsmErrorId.InvalidApiVersion },
        { Backup(Hsm) + " -Cloud AzureGermanCloud", "ParameterArgumentValidationError" },
        { $"Start-MhsmBackup {Hsm} -ContainerUri {Good} -UseManagedIdentity -ApiVersion 7.4 -AccessToken x", MhsmErrorId.ApiVersionTooOld },
    };

    [Fact]
    public void The_table_has_at_least_sixty_rows() => Assert.True(Inputs.Count >= 60);

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Bad_input_is_refused_before_any_call(string command, string errorId)
    {
        using var network = new NetworkListener();
        SessionResult result = _session.Invoke(command);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(result.Output);
        Assert.Empty(network.Calls);

        // The command's own line is the user's; everything that was made of it must hold no secret.
        string made = string.Join('\n', error.Exception.ToString(), error.TargetObject, error.CategoryInfo, error.ErrorDetails);
        Assert.DoesNotContain(Secret, made, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, string.Join('\n', _session.Host.Record.Lines), StringComparison.Ordinal);
        Assert.True(error.Exception.Message.Length > 20, error.Exception.Message);
    }

    public void Dispose() => _session.Dispose();

    private static string GoodSas(string permissions = "crdw") => $"sv=2025-01-05&sr=c&sp={permissions}&se=2099-01-01&sig={Secret}";

    private static string Backup(string hsm) => $"Start-MhsmBackup {hsm} -ContainerUri {Good} -SasToken '{GoodSas()}'";

    private static string Into(string uri) => $"Start-MhsmBackup {Hsm} -ContainerUri {uri} -SasToken '{GoodSas()}'";

    private static string Named(string account, string container) => $"Start-MhsmBackup {Hsm} -StorageAccountName {account} -BlobContainerName {container} -SasToken '{GoodSas()}'";

    private static string WithSas(string sas) => $"Start-MhsmBackup {Hsm} -ContainerUri {Good} -SasToken '{sas}'";

    private static string From(string folder) => $"Start-MhsmRestore {Hsm} -ContainerUri {Good} -BackupFolder {folder} -SasToken '{GoodSas("rl")}' -Force";

    private static string Key(string name) => $"Restore-MhsmKey {Hsm} -KeyName {name} -ContainerUri {Good}/{Folder} -SasToken '{GoodSas("rl")}'";

    private static string Jwt(string audience, bool expired = false)
    {
        long end = DateTimeOffset.UtcNow.AddHours(expired ? -1 : 1).ToUnixTimeSeconds();
        return string.Join('.', Encode("{\"alg\":\"none\"}"), Encode($"{{\"aud\":\"{audience}\",\"exp\":{end}}}"), Secret);

        static string Encode(string json) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Hears every HTTP request, name resolution and connection that the process starts.</summary>
    private sealed class NetworkListener : EventListener
    {
        private readonly List<string> _calls = [];

        public IReadOnlyList<string> Calls
        {
            get
            {
                lock (_calls) return [.. _calls];
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name is "System.Net.Http" or "System.Net.NameResolution" or "System.Net.Sockets") EnableEvents(eventSource, EventLevel.Informational);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName is not ("RequestStart" or "ResolutionStart" or "ConnectStart")) return;
            lock (_calls) _calls.Add(eventData.EventName + " " + string.Join(' ', eventData.Payload ?? new System.Collections.ObjectModel.ReadOnlyCollection<object?>([])));
        }
    }
}
