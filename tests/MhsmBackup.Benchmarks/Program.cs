using BenchmarkDotNet.Running;
using MhsmBackup.Benchmarks;

// "import" measures the import, no argument everything; any other argument is BenchmarkDotNet's: --filter '*Wait*', --list flat, --help.
switch (args)
{
    case [ImportTimes.OnceArgument, string module]:
        ImportTimes.Once(module);
        break;
    case ["import"]:
        ImportTimes.Compare();
        break;
    case []:
        ImportTimes.Compare();
        BenchmarkRunner.Run(typeof(WaitBenchmarks).Assembly);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(WaitBenchmarks).Assembly).Run(args);
        break;
}
