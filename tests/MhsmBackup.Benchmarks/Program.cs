using System.Globalization;
using BenchmarkDotNet.Running;
using MhsmBackup.Benchmarks;

// "import" measures the import, "sign-in" each way in, "list" the listing of backups, no argument everything; any other argument is BenchmarkDotNet's: --filter '*Wait*', --list flat, --help.
switch (args)
{
    case [ImportTimes.OnceArgument, string module]:
        ImportTimes.Once(module);
        break;
    case [SignInRun.OnceArgument, string way, string hsm]:
        await SignInRun.OnceAsync(way, hsm);
        break;
    case ["sign-in"]:
        await SignInTimes.CompareAsync();
        break;
    case ["list"]:
        await ListTimes.CompareAsync(backups: 10_000, blobs: 40);
        break;
    case ["list", string backups, string blobs]:
        await ListTimes.CompareAsync(int.Parse(backups, CultureInfo.InvariantCulture), int.Parse(blobs, CultureInfo.InvariantCulture));
        break;
    case ["import"]:
        ImportTimes.Compare();
        break;
    case []:
        ImportTimes.Compare();
        await SignInTimes.CompareAsync();
        await ListTimes.CompareAsync(backups: 10_000, blobs: 40);
        BenchmarkRunner.Run(typeof(WaitBenchmarks).Assembly);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(WaitBenchmarks).Assembly).Run(args);
        break;
}
