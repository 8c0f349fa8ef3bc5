namespace MhsmBackup.Emulator.Access;

/// <summary>What a principal is.</summary>
public enum PrincipalKind
{
    /// <summary>An application: it signs in with a secret, a certificate or a federated token.</summary>
    ServicePrincipal,

    /// <summary>A person: signs in with a device code or in a browser.</summary>
    User,

    /// <summary>A managed identity: the machine's identity endpoints give its tokens, and it signs in with a federated token.</summary>
    ManagedIdentity,
}
