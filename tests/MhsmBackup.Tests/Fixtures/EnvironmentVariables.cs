namespace MhsmBackup.Tests.Fixtures;

/// <summary>
/// Variables that decide how to sign in, set for one test; they are the process's, so the tests that set them run one after
/// the other, in one collection.
/// </summary>
[CollectionDefinition(nameof(EnvironmentVariables))]
public sealed class EnvironmentVariables : IDisposable
{
    // Whatever the machine that runs the tests has of these must not decide.
    private static readonly string[] OfSignIn =
    [
        "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET", "AZURE_POD_IDENTITY_AUTHORITY_HOST",
        "AZURE_AUTHORITY_HOST", "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        "AZURE_FEDERATED_TOKEN_FILE", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_OIDCREQUESTURI", "SYSTEM_ACCESSTOKEN",
        "AZURESUBSCRIPTION_CLIENT_ID", "AZURESUBSCRIPTION_TENANT_ID", "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", "AZURE_CONFIG_DIR", "MHSM_LOOPBACK_RESOURCE_MANAGER",
    ];

    private readonly Dictionary<string, string?> _before = [];

    private EnvironmentVariables()
    {
    }

    /// <summary>An environment that shows no way to sign in.</summary>
    public static EnvironmentVariables Bare()
    {
        var variables = new EnvironmentVariables();
        foreach (string name in OfSignIn) variables.Set(name, null);
        // The sign-ins to the az CLI and Az PowerShell of whoever runs the tests are none of theirs.
        variables.Set("AZURE_CONFIG_DIR", Path.Combine(Path.GetTempPath(), "mhsm-test-no-such-folder"));
        variables.Set("PSModulePath", null);
        return variables;
    }

    public EnvironmentVariables Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        return this;
    }

    public void Dispose()
    {
        foreach ((string name, string? value) in _before) Environment.SetEnvironmentVariable(name, value);
    }
}
