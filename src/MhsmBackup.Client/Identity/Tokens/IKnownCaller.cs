namespace MhsmBackup.Identity.Tokens;

/// <summary>A credential that knows whose tokens it gives.</summary>
internal interface IKnownCaller
{
    /// <summary>What the newest token says of its owner; without a token, nothing.</summary>
    TokenClaims Caller { get; }
}
