namespace MhsmBackup.Emulator.Federation;

/// <summary>Where an Azure Pipelines job asks for the federated token of a service connection.</summary>
internal sealed class PipelinesTokenEndpoint
{
    internal const string Path = "/contoso/8d4c7b66-0000-4000-8000-5a3f1e2d9c08/_apis/distributedtask/hubs/build/plans/1b7f6c1e-0000-4000-8000-6d0e4b7a2f93/jobs/12f1170f-54f2-53f3-20dd-22fc7dff55f9/oidctoken";
}
