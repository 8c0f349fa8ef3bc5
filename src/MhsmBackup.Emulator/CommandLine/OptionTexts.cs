using System.Globalization;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Emulator.CommandLine;

/// <summary>Reads the values of options that hold more than one thing.</summary>
internal static class OptionTexts
{
    /// <summary><c>NAME[:PORT][,domain=DOMAIN][,security-domain=LABEL]</c>; HSMs with one label share one security domain.</summary>
    internal static HsmOptions Hsm(string text, Dictionary<string, SecurityDomain> domains)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        string[] address = parts[0].Split(':');
        int port = 0;
        if (address.Length > 2 || !IsName(address[0]) || (address.Length == 2 && !(int.TryParse(address[1], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535)))
        {
            throw new FormatException($"--hsm {text}: NAME[:PORT] is wanted, with a name of 3 to 24 letters, digits and hyphens other than '{Faults.Fault.Login}' and '{Faults.Fault.ResourceManager}'.");
        }

        HsmOptions hsm = new(address[0]) { Port = port };
        foreach (string part in parts.Skip(1))
        {
            string[] pair = part.Split('=', 2);
            hsm = pair switch
            {
                ["domain", { Length: > 0 } domain] => hsm with { Domain = domain },
                ["security-domain", { Length: > 0 } label] => hsm with { SecurityDomain = domains.TryGetValue(label, out SecurityDomain? known) ? known : domains[label] = SecurityDomain.Create() },
                _ => throw new FormatException($"--hsm {text}: behind the name come domain=DOMAIN and security-domain=LABEL."),
            };
        }

        return hsm;
    }

    /// <summary><c>NAME:SECRET:ROLE[,ROLE…]</c>; the secret may hold colons.</summary>
    internal static EmulatorPrincipal Principal(string text)
    {
        int first = text.IndexOf(':', StringComparison.Ordinal);
        int last = text.LastIndexOf(':');
        if (first < 1 || last <= first + 1)
        {
            // What was given is not repeated: there may be a secret in it.
            throw new FormatException("--principal: NAME:SECRET:ROLE[,ROLE…] is wanted.");
        }

        return new EmulatorPrincipal(text[..first], text[(first + 1)..last], Roles("--principal", text[(last + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>Roles by name or id.</summary>
    internal static string[] Roles(string option, string[] roles) => Array.Find(roles, role => BuiltInRoles.Find(role) is null) is { } wrong
        ? throw new FormatException($"{option}: '{wrong}' is no role; the roles are {string.Join(", ", BuiltInRoles.All.Select(role => role.Name))}.")
        : roles;

    /// <summary>A time of a second or more.</summary>
    internal static TimeSpan Seconds(string option, double seconds) =>
        seconds >= 1 ? TimeSpan.FromSeconds(seconds) : throw new FormatException($"{option}: a second at least is wanted.");

    /// <summary><c>TOKEN[=PRINCIPAL]</c>; a token may itself end with the equals signs of base64.</summary>
    internal static (string Token, EmulatorPrincipal Principal) AccessToken(string text, IList<EmulatorPrincipal> principals)
    {
        int equals = text.LastIndexOf('=');
        EmulatorPrincipal? named = equals < 1 ? null : principals.FirstOrDefault(principal => string.Equals(principal.Name, text[(equals + 1)..], StringComparison.OrdinalIgnoreCase));
        return named is null ? (text, principals[0]) : (text[..equals], named);
    }

    private static bool IsName(string name) => name.Length is >= 3 and <= 24 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') && !Faults.Fault.IsReserved(name);
}
