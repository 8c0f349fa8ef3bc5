namespace MhsmBackup.Storage;

/// <summary>What a SAS token is signed with, and what holds its rights.</summary>
public enum SasTokenKind
{
    /// <summary>None of the others: the fields do not tell.</summary>
    Unknown,

    /// <summary>A service SAS signed with the account's key: renewing the key ends it.</summary>
    AccountKey,

    /// <summary>Signed with a key that an identity of Microsoft Entra ID has got: the identity's own rights limit it.</summary>
    UserDelegation,

    /// <summary>A service SAS whose rights are completed by a policy of the container: taking the policy away ends it.</summary>
    StoredAccessPolicy,

    /// <summary>An account SAS: for the whole account, signed with its key.</summary>
    Account,
}
