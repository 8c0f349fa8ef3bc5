using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Failures;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Jobs;
using MhsmBackup.Restores;

namespace MhsmBackup.Service;

/// <summary>Makes an error out of a refusal: the service's own words first, then what they mean and what to do.</summary>
internal static class ServiceRefusal
{
    /// <summary>Reads a refusal.</summary>
    /// <param name="hsm">The HSM's name.</param>
    /// <param name="operation">What was asked for.</param>
    /// <param name="isStart">Whether it was a start, not a status read.</param>
    /// <param name="response">The answer, with a status of 3xx, 4xx or 5xx.</param>
    /// <param name="caller">Whose token was refused.</param>
    public static MhsmServiceException Read(string hsm, MhsmOperation operation, bool isStart, Response response, TokenClaims caller)
    {
        MhsmServiceError? error = RefusalBody.Parse(response.Content);
        string? otherTenant = RefusalBody.OtherTenant(response, caller);
        string errorId = otherTenant is null ? ErrorIdOf(response.Status, error, operation, isStart) : MhsmErrorId.WrongTenant;
        string? requestId = RefusalBody.RequestIdOf(response);

        string did = isStart ? $"did not start the {Word(operation)}" : $"did not tell the state of the {Word(operation)}";
        string own = RefusalBody.WordsOf(response, error);
        string advice = otherTenant is not null ? WrongTenant.AdviceOnToken(caller.TenantId!, otherTenant)
            : errorId == MhsmErrorId.AccessDenied ? RolesFor(hsm, operation, isStart, caller)
            : AdviceFor(errorId, operation, isStart, own);
        string request = requestId is null ? string.Empty : $" (request id {requestId})";
        string message = $"{hsm} {did}: {response.Status} {own}{request}{(advice.Length == 0 ? string.Empty : Environment.NewLine + advice)}";
        return new MhsmServiceException(errorId, message, response.Status, error, requestId);
    }

    /// <summary>The operation in words.</summary>
    public static string Word(MhsmOperation operation) => operation switch
    {
        MhsmOperation.Backup => "backup",
        MhsmOperation.Restore => "restore",
        MhsmOperation.SelectiveKeyRestore => "key's restore",
        MhsmOperation.PreBackup => "check before a backup",
        _ => "check before a restore",
    };

    private static string ErrorIdOf(int status, MhsmServiceError? error, MhsmOperation operation, bool isStart) => status switch
    {
        _ when RestoreMode.IsMeant(status, error) => MhsmErrorId.RestoreInProgress,
        401 => MhsmErrorId.Unauthorized,
        403 => MhsmErrorId.AccessDenied,
        400 or 409 or 412 when isStart && operation == MhsmOperation.Restore && RestoreRule.IsMeant(error?.ToString()) => MhsmErrorId.SafetyBackupNeeded,
        404 when !isStart => MhsmErrorId.JobNotFound,
        409 => ConflictIdOf(error, operation),
        429 => MhsmErrorId.TooManyRequests,
        >= 500 => MhsmErrorId.ServiceFailed,
        _ => MhsmErrorId.RequestRefused,
    };

    private static string ConflictIdOf(MhsmServiceError? error, MhsmOperation operation)
    {
        bool inProgress = error?.Chain().Any(e => Has(e.Message, "in progress")) ?? false;
        if (inProgress) return MhsmErrorId.OperationInProgress;
        bool isOfKey = operation == MhsmOperation.SelectiveKeyRestore;
        bool exists = error?.Chain().Any(e => e.Code == "ObjectIsDeletedButRecoverable" || Has(e.Code, "Exists") || Has(e.Message, "exist")) ?? false;
        return isOfKey && exists ? MhsmErrorId.KeyExists : MhsmErrorId.Conflict;
    }

    private static string AdviceFor(string errorId, MhsmOperation operation, bool isStart, string own) => errorId switch
    {
        MhsmErrorId.Unauthorized => "The token was not accepted. Sign in to the tenant of the HSM, or give a current token for https://managedhsm.azure.net with -AccessToken.",
        MhsmErrorId.JobNotFound => "Check the job id, and that -Operation names what the job does: a backup and a restore are kept apart.",
        MhsmErrorId.OperationInProgress => "An HSM runs one backup or restore at a time. Wait for the running one to end (Wait-MhsmJob, if its job is at hand), then start again.",
        MhsmErrorId.RestoreInProgress when isStart =>
            $"The HSM is in {RestoreMode.Name}: a full restore runs, and until it has ended every call but the one for its state is refused. Wait for it (Wait-MhsmJob with the restore's job), then start again.",
        MhsmErrorId.RestoreInProgress =>
            $"The HSM is in {RestoreMode.Name}: a full restore runs, and until it has ended only its own state is told. Wait for it (Wait-MhsmJob with the restore's job), then ask again.",
        MhsmErrorId.KeyExists when Has(own, "ObjectIsDeletedButRecoverable") =>
            "A key of this name is soft-deleted. Recover it (az keyvault key recover), or purge it, which is final, and start again.",
        MhsmErrorId.KeyExists => "A key of this name exists. A key is restored only where it does not: delete and purge it first, which is final.",
        MhsmErrorId.SafetyBackupNeeded => RestoreRule.Advice,
        MhsmErrorId.TooManyRequests => RefusalBody.SlowDown,
        _ => string.Empty,
    };

    // The roles that hold the data action: https://learn.microsoft.com/azure/key-vault/managed-hsm/built-in-roles
    private static string RolesFor(string hsm, MhsmOperation operation, bool isStart, TokenClaims caller)
    {
        bool isBackup = operation is MhsmOperation.Backup or MhsmOperation.PreBackup;
        string action = $"Microsoft.KeyVault/managedHsm/{(isBackup ? "backup" : "restore")}/{(isStart ? "start" : "status")}/action";
        string roles = isBackup ? "Managed HSM Administrator or Managed HSM Backup" : "Managed HSM Administrator";
        return $"{RefusalBody.Name(caller)} needs the local role {roles} on the HSM (data action {action}): "
            + $"{RefusalBody.AssignCommand(hsm, isBackup ? "Managed HSM Backup" : "Managed HSM Administrator", caller, "/")}. A network rule of the HSM may refuse as well.";
    }

    private static bool Has(string? text, string part) => text?.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
