using System.Globalization;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.Faults;

/// <summary>The text form of a fault: <c>KIND[=VALUE][,option=value…]</c>.</summary>
internal static class FaultText
{
    private static readonly Dictionary<string, FaultKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["status"] = FaultKind.Status,
        ["drop"] = FaultKind.Drop,
        ["drop-answer"] = FaultKind.DropAnswer,
        ["delay"] = FaultKind.Delay,
        ["malformed-body"] = FaultKind.MalformedBody,
        ["malformed-operation"] = FaultKind.MalformedOperation,
        ["claims"] = FaultKind.Claims,
        ["tenant"] = FaultKind.Tenant,
        ["outcome"] = FaultKind.Outcome,
        ["duration"] = FaultKind.Duration,
        ["terminal"] = FaultKind.Terminal,
        ["entra"] = FaultKind.Entra,
    };

    internal static Fault Parse(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        (string name, string? value) = Pair(parts[0]);
        if (!Kinds.TryGetValue(name, out FaultKind kind))
        {
            throw new FormatException($"'{name}' is no fault; the faults are {string.Join(", ", Kinds.Keys)}.");
        }

        Fault fault = WithValue(new Fault(kind), name, value);
        return parts.Skip(1).Aggregate(fault, WithOption);
    }

    private static Fault WithValue(Fault fault, string name, string? value) => fault.Kind switch
    {
        FaultKind.Status => value is null ? fault : fault with { StatusCode = Number(name, value) },
        FaultKind.Delay or FaultKind.Duration => fault with { Time = Seconds(name, value) },
        FaultKind.Entra => fault with { StatusCode = EntraCode(name, value) },
        FaultKind.Outcome or FaultKind.Tenant when value is null => throw new FormatException($"The fault '{name}' needs a value: {name}=…"),
        _ => fault with { Text = value },
    };

    private static Fault WithOption(Fault fault, string option)
    {
        (string name, string? value) = Pair(option);
        return name.ToUpperInvariant() switch
        {
            "METHOD" => fault with { Method = value },
            "PATH" => fault with { Path = value },
            "HSM" => fault with { Hsm = value },
            "DETAILS" => fault with { Details = value },
            "COUNT" => fault with { Count = value == "*" ? -1 : Number(name, value) },
            "RETRY-AFTER" => fault with { RetryAfter = Number(name, value) },
            _ => throw new FormatException($"'{name}' is no option of a fault; the options are method, path, hsm, count, retry-after, details."),
        };
    }

    private static (string Name, string? Value) Pair(string text)
    {
        string[] pair = text.Split('=', 2);
        return (pair[0], pair.Length == 2 ? pair[1] : null);
    }

    private static int Number(string name, string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new FormatException($"{name}={value}: a number is wanted.");

    private static int EntraCode(string name, string? value) => Number(name, value) is var code && EntraErrors.Find(code) is not null
        ? code
        : throw new FormatException($"{name}={value}: the codes are {string.Join(", ", EntraErrors.All.Select(error => error.Code).Distinct().Order())}.");

    private static TimeSpan Seconds(string name, string? value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"{name}={value}: seconds are wanted.");
}
