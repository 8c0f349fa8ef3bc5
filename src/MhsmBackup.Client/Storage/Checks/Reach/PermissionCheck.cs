using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether the right that the HSM is to use is what it has to be, as far as that can be seen without using it.</summary>
internal sealed class PermissionCheck : IStorageCheck
{
    public string Name => "Permission";

    public Task<CheckResult> RunAsync(IStorageFacts facts) => Task.FromResult(Judge(facts));

    private static CheckResult Judge(IStorageFacts facts)
    {
        if (facts.Options.UsesManagedIdentity)
        {
            return CheckResult.NotRead(
                "Not read: the HSM will use its own managed identity, whose role cannot be seen from here.",
                "It needs the role Storage Blob Data Contributor on the account: az role assignment list --assignee <principal id of the identity> --scope <resource id of the account> --include-inherited.");
        }

        if (facts.SignIn.Sas is not SasToken sas)
        {
            return CheckResult.NotRead(
                $"Not read: no SAS token was given, which the HSM needs for a {facts.Options.Word}; the container is looked at {facts.SignIn}.",
                "Give the SAS token that the HSM is to get with -SasToken, or -UseManagedIdentity.");
        }

        try
        {
            string? warning = sas.CheckFor(facts.Options.Purpose, facts.Address, DateTime.UtcNow);
            return warning is null
                ? CheckResult.Pass($"The SAS token says that it is good for a {facts.Options.Word}.")
                : CheckResult.Warning(warning, $"Make one that is valid for longer: {facts.NewSasCommand()} -ValidFor 1.12:00:00.");
        }
        catch (MhsmInputException e)
        {
            return CheckResult.Fail(e.Message, $"Make another: {facts.NewSasCommand()}.");
        }
    }
}
