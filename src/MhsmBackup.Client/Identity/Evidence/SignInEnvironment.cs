using System.Security.Cryptography;
using System.Text;
using MhsmBackup.Secrets;

namespace MhsmBackup.Identity.Evidence;

/// <summary>What can be seen of an environment without asking anybody over the network.</summary>
public sealed class SignInEnvironment
{
    private readonly Func<string, string?> _variable;
    private readonly SortedDictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks at this process.</summary>
    /// <param name="azurePowerShell">Who is signed in to Az PowerShell in this session, and how to ask for their tokens; null where nobody is.</param>
    public SignInEnvironment(Func<AzurePowerShellAccount?> azurePowerShell)
        : this(Environment.GetEnvironmentVariable, azurePowerShell, AzureCliProfile.Find, AzureVirtualMachine.IsHere)
    {
    }

    internal SignInEnvironment(
        Func<string, string?> variable, Func<AzurePowerShellAccount?> azurePowerShell, Func<Func<string, string?>, AzureCliProfile?> azureCli, Func<bool> isVirtualMachine)
    {
        _variable = variable;
        AzurePowerShell = azurePowerShell;
        AzureCli = () => azureCli(Text);
        IsVirtualMachine = isVirtualMachine;
    }

    internal Func<AzurePowerShellAccount?> AzurePowerShell { get; }

    internal Func<AzureCliProfile?> AzureCli { get; }

    internal Func<bool> IsVirtualMachine { get; }

    /// <summary>A variable's text, or null when it is not set or empty.</summary>
    internal string? Text(string variable)
    {
        string? value = _variable(variable);
        if (string.IsNullOrWhiteSpace(value)) return null;
        _seen[variable] = value!;
        return value!.Trim();
    }

    internal bool Has(string variable) => Text(variable) is not null;

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
