using MhsmBackup.Errors;

namespace MhsmBackup.Storage;

/// <summary>What a new SAS token is to allow, checked before any call.</summary>
public sealed class SasTokenRequest
{
    /// <summary>
    /// How long a token is valid when nobody says otherwise. The service asks for 24 hours from the start of a backup, so a token
    /// of exactly 24 hours would be too short when it is used.
    /// </summary>
    public static readonly TimeSpan DefaultValidity = SasToken.WantedValidity + TimeSpan.FromMinutes(30);

    /// <summary>
    /// The longest that a user delegation key lives:
    /// https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key.
    /// </summary>
    public static readonly TimeSpan LongestUserDelegation = TimeSpan.FromDays(7);

    private SasTokenRequest(SasPurpose purpose) => Purpose = purpose;

    /// <summary>What the token is for, which decides its permissions.</summary>
    public SasPurpose Purpose { get; }

    /// <summary>Until when it is valid, in UTC; null when a policy says it.</summary>
    public DateTime? ExpiresOn { get; private init; }

    /// <summary>The stored access policy; null for none.</summary>
    public string? Policy { get; private init; }

    /// <summary>Where requests must come from; null for anywhere.</summary>
    public string? IPAddressOrRange { get; private init; }

    /// <summary>Checks what is wanted.</summary>
    /// <param name="purpose">What the token is for.</param>
    /// <param name="validFor">How long it is valid; null for <see cref="DefaultValidity"/>.</param>
    /// <param name="expiresOn">Until when it is valid, in UTC; null for <paramref name="validFor"/>.</param>
    /// <param name="policy">The stored access policy that holds permissions and expiry; null for none.</param>
    /// <param name="ipAddressOrRange">An IPv4 address or a range; null for anywhere.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.SasOptionConflict"/>, <see cref="MhsmErrorId.InvalidSasExpiry"/>,
    /// <see cref="MhsmErrorId.InvalidSasPolicy"/> or <see cref="MhsmErrorId.InvalidIPAddressRange"/>.
    /// </exception>
    public static SasTokenRequest Create(SasPurpose purpose, TimeSpan? validFor, DateTime? expiresOn, string? policy, string? ipAddressOrRange, DateTime utcNow)
    {
        if (validFor is not null && expiresOn is not null)
            throw new MhsmInputException(MhsmErrorId.SasOptionConflict, "-ValidFor and -ExpiresOn both say when the token ends. Give one of the two.");
        if (policy is not null && (validFor is not null || expiresOn is not null))
        {
            throw new MhsmInputException(
                MhsmErrorId.SasOptionConflict,
                $"-Policy was given, and -{(validFor is null ? "ExpiresOn" : "ValidFor")} as well: the permissions and the end of the token are those of the policy. Give one of the two.");
        }

        return new SasTokenRequest(purpose)
        {
            ExpiresOn = policy is null ? EndOf(validFor ?? DefaultValidity, expiresOn, utcNow) : null,
            Policy = policy is null ? null : CheckedPolicy(policy),
            IPAddressOrRange = ipAddressOrRange is null ? null : SasIPRange.Parse(ipAddressOrRange),
        };
    }

    /// <summary>Refuses what a user delegation SAS cannot have.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.SasOptionConflict"/> or <see cref="MhsmErrorId.InvalidSasExpiry"/>.</exception>
    internal void DemandForUserDelegation(DateTime utcNow)
    {
        if (Policy is not null)
        {
            throw new MhsmInputException(
                MhsmErrorId.SasOptionConflict,
                "A token that is signed as an identity cannot use a stored access policy: only one that is signed with the account's key can. Give -StorageAccountKey or -UseAccountKey, or leave out -Policy.");
        }

        if (ExpiresOn is DateTime end && end - utcNow > LongestUserDelegation)
        {
            throw new MhsmInputException(
                MhsmErrorId.InvalidSasExpiry,
                $"The token would end at {UtcText.Show(end)}, and one that is signed as an identity lives for 7 days at most. Give -ValidFor 7.00:00:00 or less and make a new one before each backup, or sign with the account's key: -StorageAccountKey or -UseAccountKey.");
        }
    }

    // A SAS has whole seconds.
    private static DateTime EndOf(TimeSpan validFor, DateTime? expiresOn, DateTime utcNow)
    {
        if (expiresOn is null && validFor <= TimeSpan.Zero)
            throw new MhsmInputException(MhsmErrorId.InvalidSasExpiry, $"-ValidFor {validFor} is no time at all. Give a time span like 1.00:30:00, or hours with New-TimeSpan -Hours 30.");
        if (expiresOn is null && validFor > DateTime.MaxValue - utcNow)
            throw new MhsmInputException(MhsmErrorId.InvalidSasExpiry, $"-ValidFor {validFor} ends after the last year that there is. Give a time span like 1.00:30:00.");
        DateTime end = expiresOn ?? utcNow + validFor;
        end = new DateTime(end.Ticks - (end.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        return end > utcNow ? end : throw new MhsmInputException(
            MhsmErrorId.InvalidSasExpiry,
            $"The token would end at {UtcText.Show(end)}, and now it is {UtcText.Show(utcNow)}. Give a later -ExpiresOn, in UTC or as a local time, or a longer -ValidFor.");
    }

    // https://learn.microsoft.com/rest/api/storageservices/define-stored-access-policy: a unique value of up to 64 characters.
    private static string CheckedPolicy(string policy) => policy.Length is > 0 and <= 64
        ? policy
        : throw new MhsmInputException(MhsmErrorId.InvalidSasPolicy, "The name of a stored access policy has 1 to 64 characters. See the container's: az storage container policy list.");
}
