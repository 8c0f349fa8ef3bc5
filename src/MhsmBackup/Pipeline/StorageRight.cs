using System.Security;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Pipeline;

/// <summary>The right to a container as it was given: with parameters, or in the container's URI. Without any, an identity's.</summary>
/// <param name="Sas">The SAS parameter, or null.</param>
/// <param name="Key">The account key parameter, or null.</param>
/// <param name="Prefix">What the parameters' names begin with.</param>
internal sealed record StorageRight(SecureString? Sas, SecureString? Key, string Prefix = "")
{
    /// <summary>The SAS that the container's URI carries, or null.</summary>
    public SecureString? SasOfUri { get; init; }

    /// <summary>Chooses the one that was given.</summary>
    /// <param name="container">The container.</param>
    /// <param name="identity">Who is signed in; asked only when nothing was given.</param>
    /// <exception cref="MhsmException">More than one was given, or what was given cannot be used.</exception>
    public StorageSignIn Choose(ContainerAddress container, Func<MhsmIdentity> identity)
    {
        if (Sas is not null && Key is not null)
            throw new MhsmInputException(MhsmErrorId.StorageAccessConflict, $"-{Prefix}SasToken was given, and -{Prefix}StorageAccountKey as well. Give one of the two.");
        if (SasOfUri is not null && (Sas ?? Key) is not null)
            throw new MhsmInputException(MhsmErrorId.StorageAccessConflict, $"The container's URI carries a SAS, and -{Prefix}{(Sas is null ? "StorageAccountKey" : "SasToken")} was given as well. Give one of the two.");
        if (Key is not null) return StorageSignIn.WithKey(container, Key);
        return (Sas ?? SasOfUri) is SecureString sas ? StorageSignIn.WithSas(SasToken.Parse(sas)) : StorageSignIn.WithIdentity(identity());
    }
}
