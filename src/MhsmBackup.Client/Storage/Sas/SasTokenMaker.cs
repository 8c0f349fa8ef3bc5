using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage;

/// <summary>Makes container SAS tokens that allow what a backup or a restore needs, and no more.</summary>
public static class SasTokenMaker
{
    // The clocks of this machine and of storage differ: https://learn.microsoft.com/azure/storage/common/storage-sas-overview#best-practices-when-using-sas
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(15);

    /// <summary>Refuses before any call what cannot be made with this right.</summary>
    /// <param name="signIn">The right to the container.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    /// <param name="readsKey">Whether an identity reads the account's key and signs with that.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.StorageAccessConflict"/>: a SAS cannot make another one;
    /// <see cref="MhsmErrorId.SasOptionConflict"/> or <see cref="MhsmErrorId.InvalidSasExpiry"/>: not as an identity.
    /// </exception>
    public static void Check(StorageSignIn signIn, SasTokenRequest request, DateTime utcNow, bool readsKey = false)
    {
        if (signIn.Sas is not null)
            throw new MhsmInputException(MhsmErrorId.StorageAccessConflict, "The container's URI carries a SAS, and a SAS cannot make another one. Give the URI without it; sign in with Connect-Mhsm, or give -StorageAccountKey.");
        if (signIn.Identity is not null && !readsKey) request.DemandForUserDelegation(utcNow);
    }

    /// <summary>
    /// Makes a token. With the account's key nothing is sent, unless for a policy, which is read; an identity asks storage for a
    /// user delegation key, in one request.
    /// </summary>
    /// <param name="container">The container, and the right to sign with.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MhsmInputException">What <see cref="Check"/> refuses.</exception>
    /// <exception cref="MhsmStorageException">Storage gave no key to the identity.</exception>
    /// <exception cref="MhsmAuthenticationException">Nobody could be signed in.</exception>
    public static async Task<MhsmSasToken> MakeAsync(StorageContainer container, SasTokenRequest request, CancellationToken cancellationToken)
    {
        DateTime now = DateTime.UtcNow;
        Check(container.SignIn, request, now);
        BlobSasBuilder builder = CreateBuilder(container.Address, request);
        MhsmSasToken token = container.SignIn.Key is null
            ? Describe(container, request, SasTokenKind.UserDelegation, await SignAsIdentityAsync(container, builder, now, cancellationToken).ConfigureAwait(false))
            : Describe(container, request, request.Policy is null ? SasTokenKind.AccountKey : SasTokenKind.StoredAccessPolicy, builder.ToSasQueryParameters(container.SignIn.Key).ToString());
        return request.Policy is null ? token : await WithPolicyAsync(token, container, request.Policy, cancellationToken).ConfigureAwait(false);
    }

    // Without a start (st) it is valid at once, whatever the clocks say.
    private static BlobSasBuilder CreateBuilder(ContainerAddress address, SasTokenRequest request)
    {
        var builder = new BlobSasBuilder
        {
            BlobContainerName = address.Container,
            Resource = "c",
            Protocol = address.IsPlainHttp ? SasProtocol.HttpsAndHttp : SasProtocol.Https,
            IPRange = request.IPAddressOrRange is null ? default : Azure.Storage.Sas.SasIPRange.Parse(request.IPAddressOrRange),
        };
        if (request.Policy is not null)
        {
            builder.Identifier = request.Policy;
        }
        else
        {
            builder.SetPermissions(SasText.PermissionsFor(request.Purpose), normalize: true);
            builder.ExpiresOn = new DateTimeOffset(request.ExpiresOn!.Value);
        }

        return builder;
    }

    private static async Task<string> SignAsIdentityAsync(StorageContainer container, BlobSasBuilder builder, DateTime now, CancellationToken cancellationToken)
    {
        // The key starts a little before now, but so that it lives for no longer than a key may.
        DateTime start = now - ClockSkew;
        DateTime earliest = builder.ExpiresOn.UtcDateTime - SasTokenRequest.LongestUserDelegation;
        if (start < earliest) start = earliest;
        UserDelegationKey key = await container.CallAsync(
            async client => (await client.GetParentBlobServiceClient().GetUserDelegationKeyAsync(new DateTimeOffset(start), builder.ExpiresOn, cancellationToken).ConfigureAwait(false)).Value,
            "given a key to sign a SAS with",
            cancellationToken).ConfigureAwait(false);
        return builder.ToSasQueryParameters(key, container.Address.DemandAccountName()).ToString();
    }

    private static MhsmSasToken Describe(StorageContainer container, SasTokenRequest request, SasTokenKind kind, string token)
    {
        SasToken made = SasToken.Parse(SecureText.Protect(token));
        return new MhsmSasToken
        {
            SasToken = SecureText.Protect(token),
            ContainerUri = container.Address.Uri,
            For = request.Purpose,
            Permissions = made.Permissions,
            StartsOn = made.StartsOn,
            ExpiresOn = made.ExpiresOn,
            Kind = kind,
            IPAddressOrRange = request.IPAddressOrRange,
            Policy = request.Policy,
        };
    }

    // What the policy says is for people to see: the token is good without it being read.
    private static async Task<MhsmSasToken> WithPolicyAsync(MhsmSasToken token, StorageContainer container, string name, CancellationToken cancellationToken)
    {
        BlobContainerAccessPolicy all = await container.CallAsync(
            async client => (await client.GetAccessPolicyAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value, "asked for its stored access policies", cancellationToken).ConfigureAwait(false);
        BlobAccessPolicy policy = all.SignedIdentifiers.FirstOrDefault(each => each.Id == name)?.AccessPolicy ?? throw new MhsmInputException(
            MhsmErrorId.SasPolicyNotFound,
            $"{container.Address.Uri} has no stored access policy '{Redaction.OfText(name)}'. It has {(all.SignedIdentifiers.Any() ? string.Join(", ", all.SignedIdentifiers.Select(each => each.Id)) : "none")}. See them with az storage container policy list.");
        return token with
        {
            Permissions = string.IsNullOrEmpty(policy.Permissions) ? null : policy.Permissions,
            StartsOn = policy.PolicyStartsOn?.UtcDateTime,
            ExpiresOn = policy.PolicyExpiresOn?.UtcDateTime,
        };
    }
}
