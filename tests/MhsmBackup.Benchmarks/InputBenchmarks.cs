using BenchmarkDotNet.Attributes;
using MhsmBackup.Secrets;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Benchmarks;

/// <summary>What it costs to check what the user gave.</summary>
[InProcess]
[MaxIterationCount(20)]
[MemoryDiagnoser]
public class InputBenchmarks
{
    private readonly System.Security.SecureString _sas =
        SecureText.Protect("sv=2025-01-05&spr=https&st=2026-11-24T00%3A00%3A00Z&se=2099-11-26T00%3A00%3A00Z&sr=c&sp=crdw&sig=c2lnbmF0dXJlLW9mLW5vdGhpbmc%3D");

    /// <summary>An HSM's name.</summary>
    [Benchmark]
    public ManagedHsmAddress HsmName() => ManagedHsmAddress.Parse("contoso-hsm");

    /// <summary>A SAS token.</summary>
    [Benchmark]
    public SasToken Sas() => SasToken.Parse(_sas);

    /// <summary>A backup's folder.</summary>
    [Benchmark]
    public bool Folder() => BackupFolderName.TryParse("mhsm-contoso-hsm-2026112316180860", out _);
}
