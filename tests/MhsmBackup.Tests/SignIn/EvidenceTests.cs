using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Identity.Evidence;

namespace MhsmBackup.Tests.SignIn;

/// <summary>Which way an environment shows, in which order, without asking anybody.</summary>
public sealed class EvidenceTests : IDisposable
{
    private const string Client = "11e7a2b0-0000-4000-8000-000000000001", Tenant = "72f988bf-0000-4000-8000-2d7cd011db47";

    private readonly Dictionary<string, string?> _variables = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mhsm-test-");
    private bool _isVirtualMachine;
    private AzurePowerShellAccount? _azurePowerShell;

    public EvidenceTests()
    {
        _variables["AZURE_CONFIG_DIR"] = Path.Combine(_folder.FullName, "none");
        File.WriteAllText(TokenFile, "a token");
    }

    private string TokenFile => Path.Combine(_folder.FullName, "token");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_bare_environment_shows_nothing() => Assert.Null(Find());

    [Theory]
    [InlineData("IDENTITY_ENDPOINT IDENTITY_HEADER", SignInMethod.ManagedIdentity, "IDENTITY_ENDPOINT")]
    [InlineData("IDENTITY_ENDPOINT IMDS_ENDPOINT", SignInMethod.ManagedIdentity, "IDENTITY_ENDPOINT")]
    [InlineData("MSI_ENDPOINT MSI_SECRET", SignInMethod.ManagedIdentity, "MSI_ENDPOINT and MSI_SECRET")]
    [InlineData("MSI_ENDPOINT", SignInMethod.ManagedIdentity, "Cloud Shell")]
    [InlineData("AZURE_POD_IDENTITY_AUTHORITY_HOST", SignInMethod.ManagedIdentity, "AZURE_POD_IDENTITY_AUTHORITY_HOST")]
    [InlineData("AZURE_FEDERATED_TOKEN_FILE AZURE_CLIENT_ID AZURE_TENANT_ID", SignInMethod.FederatedToken, "AZURE_FEDERATED_TOKEN_FILE")]
    [InlineData("ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN AZURE_CLIENT_ID AZURE_TENANT_ID", SignInMethod.GitHubActions, "ACTIONS_ID_TOKEN_REQUEST_URL")]
    [InlineData(
        "SYSTEM_OIDCREQUESTURI SYSTEM_ACCESSTOKEN AZURESUBSCRIPTION_CLIENT_ID AZURESUBSCRIPTION_TENANT_ID AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", SignInMethod.AzurePipelines, "SYSTEM_OIDCREQUESTURI")]
    [InlineData("AZURE_CLIENT_ID AZURE_TENANT_ID AZURE_CLIENT_SECRET", SignInMethod.ClientSecret, "AZURE_CLIENT_SECRET")]
    public void A_set_of_variables_shows_one_way_and_says_why(string names, SignInMethod method, string reason)
    {
        Set(names);
        EnvironmentChoice choice = Find()!;
        Assert.Equal(method, choice.Way.Method);
        Assert.Contains(reason, choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IDENTITY_ENDPOINT")]
    [InlineData("AZURE_FEDERATED_TOKEN_FILE AZURE_CLIENT_ID")]
    [InlineData("AZURE_CLIENT_ID AZURE_TENANT_ID")]
    [InlineData("AZURE_CLIENT_ID AZURE_CLIENT_SECRET")]
    [InlineData("ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN")]
    [InlineData("SYSTEM_OIDCREQUESTURI AZURESUBSCRIPTION_CLIENT_ID AZURESUBSCRIPTION_TENANT_ID AZURESUBSCRIPTION_SERVICE_CONNECTION_ID")]
    public void Half_of_the_evidence_is_none(string names)
    {
        Set(names);
        Assert.Null(Find());
    }

    [Fact]
    public void The_first_in_the_order_is_taken()
    {
        // All at once; each one that is taken away shows the next.
        (string Names, SignInMethod Method)[] order =
        [
            ("IDENTITY_ENDPOINT IDENTITY_HEADER", SignInMethod.ManagedIdentity),
            ("AZURE_FEDERATED_TOKEN_FILE", SignInMethod.FederatedToken),
            ("SYSTEM_OIDCREQUESTURI SYSTEM_ACCESSTOKEN AZURESUBSCRIPTION_CLIENT_ID AZURESUBSCRIPTION_TENANT_ID AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", SignInMethod.AzurePipelines),
            ("AZURE_CLIENT_SECRET", SignInMethod.ClientSecret),
            ("MSI_ENDPOINT", SignInMethod.ManagedIdentity),
        ];
        Set("AZURE_CLIENT_ID AZURE_TENANT_ID ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        foreach ((string names, _) in order) Set(names);
        _azurePowerShell = new AzurePowerShellAccount("megan@contoso.com", Tenant);
        SignInToAz();
        _isVirtualMachine = true;

        foreach ((string names, SignInMethod method) in order)
        {
            Assert.Equal(method, Find()!.Way.Method);
            foreach (string name in names.Split(' ')) _variables.Remove(name);
            // With the secret gone, the workflow's own token would be shown.
            if (method == SignInMethod.ClientSecret)
            {
                Assert.Equal(SignInMethod.GitHubActions, Find()!.Way.Method);
                _variables.Remove("ACTIONS_ID_TOKEN_REQUEST_URL");
            }
        }

        Assert.Equal(SignInMethod.AzurePowerShell, Find()!.Way.Method);
        _azurePowerShell = null;
        Assert.Equal(SignInMethod.AzureCli, Find()!.Way.Method);
        _variables["AZURE_CONFIG_DIR"] = Path.Combine(_folder.FullName, "none");
        Assert.Equal(SignInMethod.ManagedIdentity, Find()!.Way.Method);
        _isVirtualMachine = false;
        Assert.Null(Find());
    }

    [Fact]
    public void A_client_id_names_the_managed_identity_unless_it_is_an_application_s()
    {
        Set("IDENTITY_ENDPOINT IDENTITY_HEADER");
        Assert.Null(Find()!.Way.ClientId);
        Set("AZURE_CLIENT_ID");
        Assert.Equal(Client, Find()!.Way.ClientId);
        Set("AZURE_CLIENT_SECRET AZURE_TENANT_ID");
        Assert.Null(Find()!.Way.ClientId);
    }

    [Theory]
    [InlineData("TF_BUILD")]
    [InlineData("GITHUB_ACTIONS")]
    [InlineData("KUBERNETES_SERVICE_HOST")]
    public void What_runs_on_a_hosted_agent_or_in_a_cluster_is_not_the_machine(string variable)
    {
        _isVirtualMachine = true;
        Assert.Equal(SignInMethod.ManagedIdentity, Find()!.Way.Method);
        Set(variable);
        Assert.Null(Find());
    }

    [Fact]
    public void An_az_that_is_not_signed_in_or_not_there_is_no_evidence()
    {
        SignInToAz();
        Assert.Equal(SignInMethod.AzureCli, Find()!.Way.Method);
        File.WriteAllText(Path.Combine(_folder.FullName, "azureProfile.json"), """{"subscriptions": []}""");
        Assert.Null(Find());
        File.WriteAllText(Path.Combine(_folder.FullName, "azureProfile.json"), "{ broken");
        Assert.Null(Find());
        SignInToAz();
        _variables["PATH"] = null;
        Assert.Null(Find());
    }

    [Fact]
    public void A_sign_in_that_Az_PowerShell_remembers_comes_after_the_az_CLI_s()
    {
        string home = OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME", contexts = Path.Combine(_folder.CreateSubdirectory(".Azure").FullName, "AzureRmContext.json");
        _variables[home] = _folder.FullName;
        _variables["PSModulePath"] = _folder.CreateSubdirectory("Modules").FullName;
        File.WriteAllText(contexts, """{"DefaultContextKey": "x", "Contexts": {"x": {"Account": {"Id": "megan@contoso.com"}}}}""");
        Assert.Null(Find()); // Az.Accounts is not installed
        _folder.CreateSubdirectory(Path.Combine("Modules", "Az.Accounts"));
        Assert.Equal(SignInMethod.AzurePowerShell, Find()!.Way.Method);
        SignInToAz();
        Assert.Equal(SignInMethod.AzureCli, Find()!.Way.Method);
        _variables["PATH"] = null;
        File.WriteAllText(contexts, """{"DefaultContextKey": "Default", "Contexts": {}}""");
        Assert.Null(Find());
    }

    [Fact]
    public void What_was_asked_for_is_used_again_in_the_same_environment_and_in_no_other()
    {
        Set("AZURE_CLIENT_ID AZURE_TENANT_ID AZURE_CLIENT_SECRET");
        string key = Find()!.Key;
        Assert.Equal(key, Find()!.Key);
        Assert.DoesNotContain("of AZURE_CLIENT_SECRET", key, StringComparison.Ordinal);
        _variables["AZURE_CLIENT_SECRET"] = "another secret";
        Assert.NotEqual(key, Find()!.Key);
    }

    [Theory]
    [InlineData("AZURE_CLIENT_ID", "not a client id", MhsmErrorId.InvalidClientId)]
    [InlineData("AZURE_TENANT_ID", "not a tenant", MhsmErrorId.InvalidTenantId)]
    public void A_variable_of_no_valid_form_is_said_to_be_so(string name, string value, string errorId)
    {
        Set("AZURE_CLIENT_ID AZURE_TENANT_ID AZURE_CLIENT_SECRET");
        _variables[name] = value;
        Assert.Equal(errorId, Assert.Throws<MhsmInputException>(() => Find()).ErrorId);
    }

    private EnvironmentChoice? Find() => EnvironmentSignIn.Find(new SignInEnvironment(
        name => _variables.GetValueOrDefault(name),
        () => _azurePowerShell,
        (_, _, _) => throw new InvalidOperationException("Nobody may be asked."))
    {
        IsVirtualMachine = () => _isVirtualMachine,
    });

    private void Set(string names)
    {
        foreach (string name in names.Split(' '))
        {
            _variables[name] = name switch
            {
                "AZURE_FEDERATED_TOKEN_FILE" => TokenFile,
                _ when name.EndsWith("CLIENT_ID", StringComparison.Ordinal) => Client,
                _ when name.EndsWith("TENANT_ID", StringComparison.Ordinal) => Tenant,
                _ when name.EndsWith("CONNECTION_ID", StringComparison.Ordinal) => Client,
                _ when name.EndsWith("URL", StringComparison.Ordinal) || name.EndsWith("URI", StringComparison.Ordinal) || name.EndsWith("ENDPOINT", StringComparison.Ordinal) => "https://localhost/",
                _ => "the value of " + name,
            };
        }
    }

    private void SignInToAz()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "azureProfile.json"), "\ufeff" + """{"subscriptions": [{"id": "x"}]}""");
        File.WriteAllText(Path.Combine(_folder.FullName, OperatingSystem.IsWindows() ? "az.cmd" : "az"), string.Empty);
        _variables["AZURE_CONFIG_DIR"] = _folder.FullName;
        _variables["PATH"] = _folder.FullName;
    }
}
