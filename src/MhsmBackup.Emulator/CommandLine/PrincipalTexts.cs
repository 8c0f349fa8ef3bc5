using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.CommandLine;

/// <summary>The principals of a command line: options add them, and other options then add to them by their names.</summary>
internal sealed class PrincipalTexts
{
    private readonly List<EmulatorPrincipal> principals = [];

    internal IReadOnlyList<EmulatorPrincipal> All => principals;

    internal void AddAll(string[]? texts, Func<string, EmulatorPrincipal> read) => principals.AddRange((texts ?? []).Select(read));

    /// <summary>Reads <c>PRINCIPAL=VALUE</c>. A name may hold an equals sign, a value too: the longest name that is known counts.</summary>
    internal void ChangeAll(string option, string[]? texts, Func<EmulatorPrincipal, string, EmulatorPrincipal> change)
    {
        foreach (string text in texts ?? [])
        {
            EmulatorPrincipal named = principals
                .Where(principal => text.StartsWith(principal.Name + "=", StringComparison.OrdinalIgnoreCase) && text.Length > principal.Name.Length + 1)
                .MaxBy(principal => principal.Name.Length)
                ?? throw new FormatException($"{option} {text}: the name of a principal, an equals sign and a value are wanted.");
            principals[principals.IndexOf(named)] = change(named, text[(named.Name.Length + 1)..]);
        }
    }

    /// <summary>Reads names alone.</summary>
    internal void ChangeAll(string option, string[]? names, Func<EmulatorPrincipal, EmulatorPrincipal> change)
    {
        foreach (string name in names ?? [])
        {
            int index = principals.FindIndex(principal => string.Equals(principal.Name, name, StringComparison.OrdinalIgnoreCase));
            principals[index >= 0 ? index : throw new FormatException($"{option} {name}: the name of a principal is wanted.")] = change(principals[index]);
        }
    }

    /// <summary><c>NAME:ROLE[,ROLE…]</c>.</summary>
    internal static EmulatorPrincipal User(string text)
    {
        (string name, string[] parts) = Split("--user", text);
        return new EmulatorPrincipal(name, Secret: null, OptionTexts.Roles("--user", parts)) { Kind = PrincipalKind.User };
    }

    /// <summary><c>NAME:ROLE[,ROLE…][,client-id=ID][,resource-id=ID][,system-assigned]</c>.</summary>
    internal static EmulatorPrincipal ManagedIdentity(string text)
    {
        const string option = "--managed-identity-principal";
        (string name, string[] parts) = Split(option, text);
        string[] roles = [.. parts.TakeWhile(part => !part.Contains('=', StringComparison.Ordinal) && part != "system-assigned")];
        EmulatorPrincipal identity = new(name, Secret: null, OptionTexts.Roles(option, roles)) { Kind = PrincipalKind.ManagedIdentity };
        return parts.Skip(roles.Length).Aggregate(identity, (principal, part) => part.Split('=', 2) switch
        {
            ["system-assigned"] => principal with { IsSystemAssigned = true },
            ["client-id", { Length: > 0 } id] => principal with { ClientId = id },
            ["resource-id", { Length: > 0 } id] => principal with { ResourceId = id },
            _ => throw new FormatException($"{option} {text}: behind the roles come client-id=ID, resource-id=ID and system-assigned."),
        });
    }

    internal static EmulatorPrincipal WithCertificate(EmulatorPrincipal principal, string file)
    {
        try
        {
            return principal with { Certificates = [.. principal.Certificates, X509CertificateLoader.LoadCertificateFromFile(file)] };
        }
        catch (CryptographicException unreadable)
        {
            throw new FormatException($"--certificate {file}: {unreadable.Message}", unreadable);
        }
    }

    /// <summary><c>SUBJECT[@ISSUER]</c>.</summary>
    internal static EmulatorPrincipal WithFederated(EmulatorPrincipal principal, string text)
    {
        int at = text.LastIndexOf('@');
        FederatedCredential credential = at > 0 ? new(text[(at + 1)..], text[..at]) : new(FederatedCredential.WorkloadIssuer, text);
        return principal with { FederatedCredentials = [.. principal.FederatedCredentials, credential] };
    }

    private static (string Name, string[] Parts) Split(string option, string text)
    {
        string[] pair = text.Split(':', 2);
        return pair is [{ Length: > 0 } name, var rest]
            ? (name, rest.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            : throw new FormatException($"{option} {text}: NAME:ROLE[,ROLE…] is wanted.");
    }
}
