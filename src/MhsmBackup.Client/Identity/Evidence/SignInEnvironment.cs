using System.Security.Cryptography;
using System.Text;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Secrets;

namespace MhsmBackup.Identity.Evidence;

/// <summary>What can be seen of an environment without asking anybody over the network.</summary>
public sealed class SignInEnvironment
{
    private readonly Func<string, string?> _variable;
    private readonly SortedDictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks at this process.</summary>
    /// <param name="azurePowerShell">Who is signed in to Az PowerShell in this session; null where nobody is.</param>
    /// <param name="askAzurePowerShell">Asks Az PowerShell in this session for tokens.</param>
    public SignInEnvironment(Func<AzurePowerShellAccount?> azurePowerShell, DelegatedTokens askAzurePowerShell)
        : this(Environment.GetEnvironmentVariable, azurePowerShell, askAzurePowerShell)
    {
    }

    internal SignInEnvironment(Func<string, string?> variable, Func<AzurePowerShellAccount?> azurePowerShell, DelegatedTokens askAzurePowerShell)
    {
        _variable = variable;
        AzurePowerShell = azurePowerShell;
        AskAzurePowerShell = askAzurePowerShell;
    }

    internal Func<AzurePowerShellAccount?> AzurePowerShell { get; }

    internal DelegatedTokens AskAzurePowerShell { get; }

    internal Func<bool> IsVirtualMachine { get; init; } = AzureVirtualMachine.IsHere;

    /// <summary>A variable's text, or null when it is not set or empty.</summary>
    internal string? Text(string variable)
    {
        string? value = _variable(variable);
        if (string.IsNullOrWhiteSpace(value)) return null;
        _seen[variable] = value!;
        return value!.Trim();
    }

    internal bool Has(string variable) => Text(variable) is not null;

    internal SignInFile? AzureCli() => SignInFiles.AzureCli(Text);

    internal SignInFile? RememberedAzurePowerShell() => SignInFiles.AzurePowerShell(Text);

    /// <summary>A fingerprint of all that was read so far: another secret is another identity, and none can be read out of it.</summary>
    internal string Fingerprint(string more)
    {
        string all = string.Join("\n", _seen.Select(pair => pair.Key + "=" + pair.Value)) + "\n" + more;
#if NETFRAMEWORK
        using SHA256 hash = SHA256.Create();
        return Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(all)));
#else
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
#endif
    }

    internal System.Security.SecureString Secret(string variable) => SecureText.Protect(Text(variable) ?? string.Empty);
}
