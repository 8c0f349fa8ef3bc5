using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Storage;

/// <summary>
/// Judges from its fields alone what a SAS token cannot do: the one judgement that a start refuses by, and that
/// Test-MhsmSasToken shows.
/// </summary>
internal static class SasJudgement
{
    /// <summary>All that is wrong with a token, the gravest kind first: its resource, its protocol, its permissions, its times.</summary>
    /// <param name="sas">The token.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="container">The container that it is to be used on; null when it is not known.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    public static IReadOnlyList<SasFinding> Of(SasToken sas, SasPurpose purpose, ContainerAddress? container, DateTime utcNow) =>
        [.. new[] { OfResource(sas, purpose, container), OfProtocol(sas, container), OfPermissions(sas, purpose, container), OfTimes(sas, purpose, container, utcNow), OfAddresses(sas) }.OfType<SasFinding>()];

    private static SasFinding? OfResource(SasToken sas, SasPurpose purpose, ContainerAddress? container)
    {
        string? why = WhyOtherResource(sas);
        return why is null ? null : new SasFinding(
            MhsmErrorId.SasTokenForOtherResource,
            $"The SAS token is not for a container: {why}. Make a container SAS (sr=c): {SasText.CommandFor(purpose, container)}.");
    }

    private static string? WhyOtherResource(SasToken sas)
    {
        if (sas.Field("sr") is string resource) return resource == "c" ? null : $"it is for {SasText.Resource(resource)} (sr={Redaction.OfText(resource)})";

        // The resource is never in a stored access policy: without sr and ss this is no SAS for storage at all.
        if (sas.Field("ss") is not string services) return "it does not say what it is for (neither sr nor ss)";
        if (!services.Contains('b')) return $"it is an account SAS without the blob service (ss={Redaction.OfText(services)})";
        string types = sas.Field("srt") ?? string.Empty;
        return types.Contains('c') && types.Contains('o') ? null : $"it is an account SAS that does not cover containers and objects (srt={Redaction.OfText(types)}, needed: co)";
    }

    private static SasFinding? OfProtocol(SasToken sas, ContainerAddress? container)
    {
        string[] protocols = (sas.Field("spr") ?? "https,http").Split(',');
        if (!protocols.Contains("https"))
            return new SasFinding(MhsmErrorId.SasTokenProtocol, "The SAS token is for plain http alone (spr=http). Make one with the protocol https.");
        return container is { IsPlainHttp: true } && !protocols.Contains("http")
            ? new SasFinding(
                MhsmErrorId.SasTokenProtocol,
                $"The SAS token is for https alone, and {container.Uri} is plain http. Use the https address, or for a storage emulator a token for https,http.")
            : null;
    }

    private static SasFinding? OfPermissions(SasToken sas, SasPurpose purpose, ContainerAddress? container)
    {
        if (sas.Permissions is not string given)
        {
            return sas.HasStoredAccessPolicy ? null
                : new SasFinding(MhsmErrorId.InvalidSasToken, SasToken.WordsOfInvalid("it has neither permissions (sp) nor a stored access policy (si)"));
        }

        string needed = SasText.PermissionsFor(purpose);
        string missing = new([.. needed.Where(permission => !given.Contains(permission))]);
        // A stored access policy may hold permissions or the token may, but never both: these are all there are.
        return missing.Length == 0 ? null : new SasFinding(
            MhsmErrorId.SasTokenLacksPermission,
            $"The SAS token lacks {string.Join(", ", missing.Select(SasText.Permission))} ({missing}); it has sp={Redaction.OfText(given)}. A {SasText.Word(purpose)} needs a "
            + $"container SAS with {needed}: {SasText.CommandFor(purpose, container)}.");
    }

    private static SasFinding? OfTimes(SasToken sas, SasPurpose purpose, ContainerAddress? container, DateTime utcNow)
    {
        if (sas.ExpiresOn is not DateTime end)
        {
            return sas.HasStoredAccessPolicy ? null
                : new SasFinding(MhsmErrorId.InvalidSasToken, SasToken.WordsOfInvalid("it has neither an expiry (se) nor a stored access policy (si)"));
        }

        if (end <= utcNow)
        {
            return new SasFinding(
                MhsmErrorId.SasTokenExpired,
                $"The SAS token expired at {UtcText.Show(end)}; now it is {UtcText.Show(utcNow)}. Make a new one, which is valid for 24 hours: {SasText.CommandFor(purpose, container)}.");
        }

        if (sas.StartsOn > utcNow)
        {
            return new SasFinding(
                MhsmErrorId.SasTokenNotYetValid,
                $"The SAS token is valid from {UtcText.Show(sas.StartsOn.Value)}; now it is {UtcText.Show(utcNow)}. Wait until then, or make one without a start (st).");
        }

        return end - utcNow >= SasToken.WantedValidity ? null : new SasFinding(
            ErrorId: null,
            $"The SAS token expires at {UtcText.Show(end)}, in less than 24 hours: the service asks for 24 hours, and a {SasText.Word(purpose)} that runs longer than the token fails.");
    }

    private static SasFinding? OfAddresses(SasToken sas) => sas.Field("sip") is not string addresses ? null : new SasFinding(
        ErrorId: null,
        $"The SAS token is for requests from {Redaction.OfText(addresses)} alone: it is the HSM that uses the token, and storage refuses it when the HSM's requests come from elsewhere.");
}
