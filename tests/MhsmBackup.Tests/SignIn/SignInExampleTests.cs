using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Identity;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;
using MhsmBackup.Tests.Help;
using MhsmBackup.Tests.Processes;

namespace MhsmBackup.Tests.SignIn;

/// <summary>Every example of the sign-in's pages runs as it is written, but for the names of tenants, applications, HSMs, containers and files.</summary>
public sealed class SignInExampleTests(AzuriteFixture azurite) : SignInCmdletTest(azurite)
{
    private const string Password = "the password of the example's file";

    // What the examples use besides the module; the engine that the tests have comes without these cmdlets.
    private const string Helpers =
        """
        function Read-Host([string] $Prompt, [switch] $AsSecureString) { [System.Net.NetworkCredential]::new('', $(if ($Prompt -eq 'Access token') { $given } else { $password })).SecurePassword }
        function Get-Credential([string] $UserName, [string] $Message) { [pscredential]::new($UserName, $credential.Password) }
        function Out-Null { }
        """;

    public static TheoryData<string, int> Examples { get; } = All(isOfItsOwn: false);

    public static TheoryData<string, int> ExamplesOfTheirOwn { get; } = All(isOfItsOwn: true);

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_runs_as_written(string page, int number)
    {
        string code = CmdletPage.Of(page).Examples[number - 1].Code;
        Assert.SkipUnless(OperatingSystem.IsLinux() || !(code.Contains("-Interactive", StringComparison.Ordinal) || code.Contains("-AzureCli", StringComparison.Ordinal)), "The stand-in is a program of Linux.");
        using X509Store store = Prepare();
        try
        {
            Task<SessionResult> running = Session.InvokeAsync(WithRealNames(code));
            if (code.Contains("-DeviceCode", StringComparison.Ordinal)) Emulator.SignIn.Approve(await Emulator.SignIn.WaitForUserCodeAsync(Cancel), User);
            SessionResult result = await running;
            Assert.True(result.Errors.Count == 0, string.Join('\n', result.Errors));
        }
        finally
        {
            Remove(store);
        }

        bool isSignedOut = code.TrimEnd().EndsWith("Disconnect-Mhsm", StringComparison.Ordinal) || code.Contains("Disconnect-Mhsm\nGet-MhsmContext", StringComparison.Ordinal);
        MhsmContext? context = (MhsmContext?)Run("Get-MhsmContext").Output.SingleOrDefault()?.BaseObject;
        Assert.Equal(isSignedOut || !code.Contains("Connect-Mhsm", StringComparison.Ordinal), context is null);
        if (context is not null) Assert.Equal(ExpectedOf(code), context.SignInMethod);
    }

    // The Azure SDK keeps the token of the system-assigned identity for the whole process.
    [Theory]
    [MemberData(nameof(ExamplesOfTheirOwn))]
    public async Task An_example_as_the_system_assigned_identity_runs_in_a_process_of_its_own(string page, int number)
    {
        IdentityEndpoint();
        string output = await EngineProcess.RunAsync("function Out-Null { }\n" + WithRealNames(CmdletPage.Of(page).Examples[number - 1].Code));
        Assert.Contains(MhsmJobStatus.Succeeded, output, StringComparison.Ordinal);
        Assert.Equal(Machine.ObjectId, Assert.Single(Emulator.Requests.Of("POST", "/backup")).CallerObjectId);
    }

    private static SignInMethod ExpectedOf(string code) => Enum.GetValues<SignInMethod>()
        .FirstOrDefault(method => code.Contains("-" + method, StringComparison.Ordinal)) switch
        {
            SignInMethod.None when code.Contains("-CertificatePath", StringComparison.Ordinal) || code.Contains("-CertificateThumbprint", StringComparison.Ordinal) => SignInMethod.ClientCertificate,
            SignInMethod.None when code.Contains("-ServiceConnectionId", StringComparison.Ordinal) => SignInMethod.AzurePipelines,
            SignInMethod.None => SignInMethod.ClientSecret, // with -Credential, and what the environment shows here
            SignInMethod method => method,
        };

    private X509Store Prepare()
    {
        Variables.Set("AZURE_TENANT_ID", Tenant).Set("AZURE_CLIENT_ID", App.ClientId).Set("AZURE_CLIENT_SECRET", App.Secret);
        Variables.Set("SYSTEM_OIDCREQUESTURI", Emulator.SignIn.PipelinesOidcRequestUri.AbsoluteUri).Set("SYSTEM_ACCESSTOKEN", Emulator.SignIn.PipelinesAccessToken)
            .Set("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", ServiceConnectionId).Set("AZURESUBSCRIPTION_TENANT_ID", Tenant).Set("AZURESUBSCRIPTION_CLIENT_ID", null)
            .Set("ACTIONS_ID_TOKEN_REQUEST_URL", Emulator.SignIn.GitHubRequestUrl.AbsoluteUri).Set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Emulator.SignIn.GitHubRequestToken);
        StandInForAzAccounts(User);
        if (OperatingSystem.IsLinux())
        {
            StandIn("xdg-open", Browsers.Posting);
            StandInForAz(Emulator.IssueToken(User));
        }

        Session.Set("given", Emulator.IssueToken(App));
        Session.Set("password", Password);
        Session.Invoke(Helpers);
        var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        using X509Certificate2 stored = X509CertificateLoader.LoadPkcs12(Certificate.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.PersistKeySet);
        store.Add(stored);
        return store;
    }

    private static void Remove(X509Store store)
    {
        foreach (X509Certificate2 certificate in store.Certificates.Find(X509FindType.FindByThumbprint, Certificate.Thumbprint, validOnly: false)) store.Remove(certificate);
    }

    private string WithRealNames(string code)
    {
        if (code.Contains("-ManagedIdentity", StringComparison.Ordinal)) IdentityEndpoint();
        if (code.Contains("-ServiceConnectionId", StringComparison.Ordinal)) Variables.Set("AZURESUBSCRIPTION_CLIENT_ID", Pipeline.ClientId);
        bool isFederated = code.Contains("-FederatedTokenFile", StringComparison.Ordinal) || code.Contains("-GitHubActions", StringComparison.Ordinal);
        if (isFederated) Variables.Set("AZURE_CLIENT_ID", Workload.ClientId).Set("AZURE_FEDERATED_TOKEN_FILE", NewFile(".jwt", Emulator.SignIn.IssueFederatedToken(WorkloadSubject)));
        string client = code.Contains("-ManagedIdentity", StringComparison.Ordinal) ? (code.Contains("-ObjectId", StringComparison.Ordinal) ? Shown.ObjectId : Shown.ClientId) : isFederated ? Workload.ClientId : App.ClientId;
        (string Written, string Real)[] names =
        [
            ("11111111-2222-3333-4444-555555555555/resourceGroups/backup/providers/Microsoft.ManagedIdentity/userAssignedIdentities/hsm-backup", Shown.ResourceId!["/subscriptions/".Length..]),
            ("11111111-2222-3333-4444-555555555555", Tenant),
            ("contoso.onmicrosoft.com", Tenant),
            ("66666666-7777-8888-9999-000000000000", client),
            ("admin@contoso.com", User.Name),
            ("./hsm-backup.pfx", NewFile(".pfx", Certificate.Export(X509ContentType.Pkcs12, Password))),
            ("0123456789ABCDEF0123456789ABCDEF01234567", Certificate.Thumbprint),
            ("https://contosobackup.blob.core.windows.net/hsm", Container.Uri.AbsoluteUri),
            ("-HsmName contoso-hsm", $"-HsmName {Hsm.Uri}"),
        ];
        return names.Aggregate(code, (text, name) => text.Replace(name.Written, name.Real, StringComparison.Ordinal));
    }

    private static TheoryData<string, int> All(bool isOfItsOwn)
    {
        var data = new TheoryData<string, int>();
        foreach (CmdletPage page in CmdletPage.All.Where(page => ExampleTests.IsOfSignIn(page.Name)))
        {
            for (int i = 0; i < page.Examples.Count; i++)
            {
                if (page.Examples[i].Code.Contains("-ManagedIdentity -HsmName", StringComparison.Ordinal) == isOfItsOwn) data.Add(page.Name, i + 1);
            }
        }

        return data;
    }
}
