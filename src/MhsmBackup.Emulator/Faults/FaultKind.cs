namespace MhsmBackup.Emulator.Faults;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>The answer is a status code with an error body, in place of what was asked for.</summary>
    Status,

    /// <summary>The connection is cut before the request is read.</summary>
    Drop,

    /// <summary>What was asked for is done, then the connection is cut before the answer.</summary>
    DropAnswer,

    /// <summary>The request is kept waiting.</summary>
    Delay,

    /// <summary>What was asked for is done, and the answer's body is not what it should be.</summary>
    MalformedBody,

    /// <summary>A job is started, and the azure-asyncoperation header is not what it should be.</summary>
    MalformedOperation,

    /// <summary>A good token is answered 401 with a claims challenge.</summary>
    Claims,

    /// <summary>A good token is answered 401 with a challenge that names another tenant, which is trusted from then on.</summary>
    Tenant,

    /// <summary>A job is started that shows another status: a terminal word ends it, an unknown one shows while it runs.</summary>
    Outcome,

    /// <summary>A job is started that takes another time.</summary>
    Duration,

    /// <summary>A job is started whose 202 already says its end.</summary>
    Terminal,

    /// <summary>A token request is refused with an error of Microsoft Entra ID's.</summary>
    Entra,
}
